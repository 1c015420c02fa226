"""`python -m training.export`: a run's averaged weights become ingest/model/reader.onnx and reader.json."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from training.alphabet import ALPHABET
from training.line_image import HEIGHT, LEAST_CONTRAST, NARROWEST
from training.net import STRIDE, Reader, sizes_of
from training.train import RUNS

MODEL = Path(__file__).resolve().parent.parent / "ingest" / "model"
OPSET = 17
NORMALISATION = (
    "grey 0..255 resized to the height keeping the aspect (area when shrinking, cubic when growing; "
    f"width at least {NARROWEST}); lo, hi = 1st and 95th percentile of the resized line; "
    f"clip((hi - grey) / max(hi - lo, {LEAST_CONTRAST:.0f}), 0, 1); padded on the right with 0"
)


class TimeFirst(nn.Module):
    """Logits as (time, batch, class), without doubles.

    A character seen twice with a single blank frame between is one character read twice: no printed character
    is so narrow (of 170 true doubles measured, one stood closer than three frames; of 57 false ones, 52 did).
    Such a frame takes over the logits of the frame before it.
    """

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net

    def forward(self, picture: Tensor) -> Tensor:
        logits = self.net(picture).transpose(0, 1)
        best = logits.argmax(2)
        before, here, after = best[:-2], best[1:-1], best[2:]
        doubled = (here == 0) & (before == after) & (before != 0)
        inner = torch.where(doubled.unsqueeze(2), logits[:-2], logits[1:-1])
        return torch.cat((logits[:1], inner, logits[-1:]))


def load(checkpoint: Path) -> tuple[Reader, dict[str, float]]:
    """The averaged network of a checkpoint and its progress."""
    state = torch.load(checkpoint, weights_only=True)
    average = AveragedModel(Reader(len(ALPHABET), sizes_of(checkpoint.parent.name)), use_buffers=True)
    average.load_state_dict(state["average"])
    net: Reader = average.module  # type: ignore[assignment]
    return net.eval().to(memory_format=torch.contiguous_format), state["progress"]


def export(checkpoint: Path, target: Path, version: str) -> None:
    """Writes `target`.onnx (dynamic batch and width) and `target`.json."""
    net, progress = load(checkpoint)
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        TimeFirst(net),
        (torch.rand(2, 1, HEIGHT, 320),),
        str(target.with_suffix(".onnx")),
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "batch", 3: "width"}, "y": {0: "time", 1: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    target.with_suffix(".json").write_text(
        json.dumps(description(version, int(progress["steps"])), ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )


def description(version: str, steps: int) -> dict[str, object]:
    """What the running reader must know of the model."""
    return {
        "version": version,
        "trained": steps,
        "height": HEIGHT,
        "stride": STRIDE,
        "blank": 0,
        "alphabet": ALPHABET,
        "input": {
            "name": "x",
            "shape": ["batch", 1, HEIGHT, "width"],
            "dtype": "float32",
            "ink": 1.0,
            "normalisation": NORMALISATION,
        },
        "output": {"name": "y", "shape": ["time", "batch", "class"], "values": "logits"},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default="reader", help="the run, as `training.train --name`")
    parser.add_argument("--target", type=Path)
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    target = options.target or MODEL / options.name.split("-", maxsplit=1)[0]
    export(RUNS / options.name / "checkpoint.pt", target, options.version)


if __name__ == "__main__":
    main()
