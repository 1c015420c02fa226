"""Batches of made-up lines, made by worker processes while the network trains."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.alphabet import steps_needed
from training.line_image import HEIGHT
from training.net import STRIDE
from training.pages import PageMaker
from training.samples import Sample, SampleMaker

WIDEST = 1280
GRID = 32
"""Batch widths are rounded up to this, so that few different shapes reach the kernels."""
POOL = 16
FROM_PAGES = 0.4
"""Share of the lines that the reading path cuts out of made-up pages; the others are drawn one by one."""


@dataclass(frozen=True)
class Batch:
    """Pictures (N, 1, HEIGHT, W) uint8, paper-padded; steps and label length of each; labels end to end."""

    pictures: Tensor
    steps: Tensor
    labels: Tensor
    lengths: Tensor


class Maker(Protocol):
    def make(self) -> Sample: ...


class LineStream(torch.utils.data.IterableDataset[Batch]):
    """Endless batches of lines of similar width. Each worker has its own stream of random numbers."""

    def __init__(self, seed: int, size: int, longest: int = 60, numbers: bool = False) -> None:
        self.seed, self.size, self.longest, self.numbers = seed, size, longest, numbers

    def __iter__(self) -> Iterator[Batch]:
        info = torch.utils.data.get_worker_info()
        seed = self.seed * 1009 + (info.id if info else 0)
        maker = SampleMaker(seed, longest=self.longest, numbers=self.numbers)
        pages = PageMaker(seed, numbers=self.numbers)
        order = random.Random(seed)
        while True:
            taken = round(self.size * POOL * FROM_PAGES)
            pool = usable(maker, self.size * POOL - taken) + usable(pages, taken)
            pool.sort(key=lambda sample: sample.picture.shape[1])
            groups = [pool[i : i + self.size] for i in range(0, len(pool), self.size)]
            order.shuffle(groups)
            yield from map(collate, groups)


def usable(maker: Maker, count: int) -> list[Sample]:
    """`count` samples whose label fits into their time steps."""
    found: list[Sample] = []
    while len(found) < count:
        sample = maker.make()
        width = sample.picture.shape[1]
        if sample.classes and width <= WIDEST and steps_needed(sample.classes) <= width // STRIDE:
            found.append(sample)
    return found


def collate(samples: list[Sample]) -> Batch:
    """Pads to the widest line."""
    widest = -(-max(sample.picture.shape[1] for sample in samples) // GRID) * GRID
    pictures: NDArray[np.uint8] = np.zeros((len(samples), 1, HEIGHT, widest), np.uint8)
    for row, sample in zip(pictures, samples, strict=True):
        row[0, :, : sample.picture.shape[1]] = sample.picture
    return Batch(
        torch.from_numpy(pictures),
        torch.tensor([sample.picture.shape[1] // STRIDE for sample in samples]),
        torch.tensor([number for sample in samples for number in sample.classes]),
        torch.tensor([len(sample.classes) for sample in samples]),
    )
