"""The line recogniser: a small convolutional network with CTC output.

Two-dimensional layers fold the 48 pixel rows into channels at a quarter of the width; dilated one-dimensional
blocks look along the line; the last layer writes two time steps for each quarter column, so that a consonant,
its vowel and its tone mark, which stand above one another, each find a step of their own.
"""

from __future__ import annotations

from torch import Tensor, nn

STRIDE = 2
"""Pixels of the normalised line per time step."""


def conv_2d(
    inputs: int,
    outputs: int,
    kernel: int | tuple[int, int],
    stride: int | tuple[int, int],
    padding: int | tuple[int, int],
) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Along(nn.Module):
    """Residual block along the line: depthwise convolution over neighbours, then a mix of the channels."""

    def __init__(self, channels: int, kernel: int, dilation: int) -> None:
        super().__init__()
        reach = dilation * (kernel // 2)
        self.body = nn.Sequential(
            nn.Conv2d(
                channels,
                channels,
                (1, kernel),
                padding=(0, reach),
                dilation=(1, dilation),
                groups=channels,
                bias=False,
            ),
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)  # type: ignore[no-any-return]


SIZES = {"reader": (24, 48, 80, 112, 256), "second": (16, 32, 48, 64, 144)}
"""Channels of the five looking layers by run; `second` is the small second opinion on numbers."""


def sizes_of(run: str) -> tuple[int, int, int, int, int]:
    """Channels of a run by its name: what stands before the first dash (reader-2 is a reader)."""
    return SIZES[run.split("-", maxsplit=1)[0]]


class Reader(nn.Module):
    """(batch, 1, 48, width), ink 1 -> logits (batch, width / 2, classes); width a multiple of 4."""

    def __init__(self, classes: int, widths: tuple[int, int, int, int, int] = (24, 48, 80, 112, 256)) -> None:
        super().__init__()
        a, b, c, d, e = widths
        self.classes = classes
        self.looking = nn.Sequential(
            conv_2d(1, a, (5, 5), 2, 2),
            conv_2d(a, b, 3, (2, 1), 1),
            conv_2d(b, c, 3, (1, 2), 1),
            conv_2d(c, d, 3, (2, 1), 1),
            conv_2d(d, e, (6, 1), 1, 0),
        )
        self.along = nn.Sequential(*(Along(e, 5, dilation) for dilation in (1, 1, 2, 1, 4, 1)))
        self.writing = nn.Conv2d(e, 2 * classes, 1)

    def forward(self, picture: Tensor) -> Tensor:
        seen = self.along(self.looking(picture))
        logits = self.writing(seen).squeeze(2).transpose(1, 2)
        batch, steps, _ = logits.shape
        return logits.reshape(batch, steps * 2, self.classes)  # type: ignore[no-any-return]
