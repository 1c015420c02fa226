"""Print, stamp or handwriting: what wrote a line, by its layer and by how well it reads.

The reader knows print. What it reads badly was not printed, or is too damaged to be trusted: both are told
apart from sound print, never passed off as it.
"""

from __future__ import annotations

from ingest.document import LineKind
from ingest.layers import FoundLine
from ingest.recogniser import Reading

READS_AS_PRINT = 0.62  # mean confidence of a line: below it nothing printed is recognised
COLOURED_PRINT = 0.85  # coloured ink that reads that well was stamped, not written
MOST_TRUST = {"print": 1.0, "stamp": 0.9, "handwriting": 0.6}


def kind_of(found: FoundLine, reading: Reading) -> LineKind:
    if found.layer.kind == "stamp":
        return "stamp"
    confidence = reading.mean_confidence
    if found.layer.kind == "coloured":
        return "stamp" if confidence >= COLOURED_PRINT and len(reading.text) > 3 else "handwriting"
    return "print" if confidence >= READS_AS_PRINT else "handwriting"


def trusted(confidence: float, kind: LineKind) -> float:
    """A confidence as far as this kind of writing deserves it: the model learnt print alone."""
    return min(1.0, max(0.0, confidence)) * MOST_TRUST[kind]
