"""`python -m training.quantise`: an 8-bit edition of a model, nearly three times as fast with VNNI.

Activations are calibrated on made-up lines of all kinds, half of them cut out of pages. The first and last
layers stay in floating point: they cost little time and most of the accuracy.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.batches import collate, usable
from training.export import MODEL
from training.pages import PageMaker
from training.samples import SampleMaker

SEED = 700_000_000


class Lines(CalibrationDataReader):  # type: ignore[misc]
    """Batches of made-up lines, as the network is fed."""

    def __init__(self, batches: int, size: int = 8) -> None:
        makers = SampleMaker(SEED), PageMaker(SEED)
        self.waiting = [collate(usable(makers[i % 2], size)) for i in range(batches)]

    def get_next(self) -> dict[str, Any] | None:
        if not self.waiting:
            return None
        return {"x": self.waiting.pop().pictures.numpy().astype(np.float32) / 255}


def quantise(source: Path, target: Path, batches: int = 40, keep: tuple[int, ...] = (0, -1)) -> None:
    """Writes `target`.onnx; reader.json is copied beside it. `keep`: convolutions left in floating point."""
    with tempfile.TemporaryDirectory() as work:
        plain = Path(work) / "plain.onnx"
        quant_pre_process(str(source.with_suffix(".onnx")), str(plain), skip_symbolic_shape=True)
        names = [node.name for node in onnx.load(plain).graph.node if node.op_type == "Conv"]
        quantize_static(
            str(plain),
            str(target.with_suffix(".onnx")),
            Lines(batches),
            op_types_to_quantize=["Conv", "Add"],
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            calibrate_method=CalibrationMethod.MinMax,
            nodes_to_exclude=[names[i] for i in keep],
        )
    if source != target:
        shutil.copy(source.with_suffix(".json"), target.with_suffix(".json"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=MODEL / "reader")
    options = parser.parse_args()
    quantise(options.source, options.target)


if __name__ == "__main__":
    main()
