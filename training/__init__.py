"""Training of the line recogniser: fonts, made-up lines, damage, network, export and evaluation.

Nothing of this package is needed to run wian; it needs torch (see docs/model-card.md).
"""
