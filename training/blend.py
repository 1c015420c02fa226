"""`python -m training.blend --runs reader reader-3 --name reader-4`: the weights of two runs averaged.

A run that began with another one's weights lies in the same hollow of the loss; between them is often better
than both (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022): what the first read well is
not forgotten, what the second learned is kept.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.train import RUNS


def blend(first: Path, second: Path, share: float, target: Path) -> None:
    """Writes a checkpoint whose averaged weights are `share` of the second and the rest of the first."""
    one = torch.load(first, weights_only=True)["average"]
    state = torch.load(second, weights_only=True)
    for name, weights in state["average"].items():
        if weights.is_floating_point():
            state["average"][name] = (1 - share) * one[name] + share * weights
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, target)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", nargs=2, required=True, help="names, as `training.train --name`")
    parser.add_argument("--share", type=float, default=0.6, help="of the second run")
    parser.add_argument("--name", required=True, help="run to write")
    options = parser.parse_args()
    first, second = (RUNS / run / "checkpoint.pt" for run in options.runs)
    blend(first, second, options.share, RUNS / options.name / "checkpoint.pt")


if __name__ == "__main__":
    main()
