"""`python -m training.train --minutes 105`: trains the line recogniser on the CPU, with checkpoints.

A stopped run that is started again goes on where it was (same learning rate, same averaged weights). The
schedule runs on training time, or with `--until 14:05` on the clock, so that it ends there however little of
the machine the run is given. `--weights` begins a new schedule with the weights of an older checkpoint. Every
fresh batch is used once and one older batch is used again, slightly changed: drawing lines costs as much as
learning from them.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import time
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import cv2
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.alphabet import ALPHABET
from training.batches import Batch, LineStream
from training.net import Reader, sizes_of

RUNS = Path(__file__).resolve().parent.parent / "data" / "training"
CHECKPOINT_SECONDS = 120
REPORT_STEPS = 100
KEPT_BATCHES = 800


@dataclass
class Progress:
    """What a checkpoint knows beside weights."""

    steps: int = 0
    seconds: float = 0.0
    loss: float = 0.0
    done: float = 0.0
    """Share of the schedule that has run, 0 to 1."""
    began: int = 0
    """Step at which this schedule began."""


class Trainer:
    """One training run, resumable from `folder`."""

    def __init__(self, folder: Path, rate: float, seed: int, weights: Path | None = None) -> None:
        self.folder, self.rate = folder, rate
        torch.manual_seed(seed)
        self.random = random.Random(seed)
        self.net = Reader(len(ALPHABET), sizes_of(folder.name)).to(memory_format=torch.channels_last)
        self.average = AveragedModel(self.net, multi_avg_fn=get_ema_multi_avg_fn(0.997), use_buffers=True)
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=rate, weight_decay=1e-2, betas=(0.9, 0.98)
        )
        self.loss = torch.nn.CTCLoss(zero_infinity=True)
        self.progress = Progress()
        self.old: deque[Batch] = deque(maxlen=KEPT_BATCHES)
        folder.mkdir(parents=True, exist_ok=True)
        if self.checkpoint.exists():
            self._resume()
        elif weights:
            self._begin_with(weights)

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def _begin_with(self, weights: Path) -> None:
        """The averaged weights of another run; a schedule and an optimiser of this run's own."""
        state = torch.load(weights, weights_only=True)
        self.average.load_state_dict(state["average"])
        self.net.load_state_dict(self.average.module.state_dict())
        steps = state["progress"]["steps"]
        self.progress = Progress(steps, state["progress"]["seconds"], state["progress"]["loss"], began=steps)
        print(f"began at step {steps} with the weights of {weights}", flush=True)

    def _resume(self) -> None:
        state = torch.load(self.checkpoint, weights_only=True)
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.progress = Progress(**state["progress"])
        print(f"resumed at step {self.progress.steps}, {self.progress.seconds / 60:.1f} min", flush=True)

    def save(self) -> None:
        """Writes the checkpoint in one move, so that a kill never leaves half a file."""
        state = {
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "progress": vars(self.progress),
        }
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.checkpoint)

    def learning_rate(self) -> float:
        """Warm-up over 300 steps, then a half cosine over the schedule down to a hundredth."""
        warm = min(1.0, (self.progress.steps - self.progress.began + 1) / 300)
        done = min(1.0, self.progress.done)
        return self.rate * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))

    def step(self, batch: Batch) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = self.learning_rate()
        pictures = batch.pictures.float().div_(255).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.net(pictures)
        steps = logits.float().log_softmax(2).transpose(0, 1)
        loss: Tensor = self.loss(steps, batch.labels, batch.steps, batch.lengths)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimiser.step()
        self.average.update_parameters(self.net)
        self.progress.steps += 1
        return loss.item()

    def run(self, workers: int, size: int, seed: int, left: float) -> None:
        """Trains for `left` seconds by the clock, over which the rest of the schedule is spread evenly."""
        stream = torch.utils.data.DataLoader(
            LineStream(seed + self.progress.steps, size, numbers=self.folder.name.startswith("second")),
            batch_size=None,
            num_workers=workers,
            prefetch_factor=60,
            worker_init_fn=_quiet_worker,
        )
        start, before, saved = time.monotonic(), replace(self.progress), time.monotonic()
        waited = 0.0
        batches = iter(stream)
        while self.progress.done < 1:
            asked = time.monotonic()
            fresh = next(batches)
            waited += time.monotonic() - asked
            self.old.append(fresh)
            for batch in (fresh, jittered(self.random.choice(self.old), self.random)):
                self._note(self.step(batch))
                if self.progress.steps % REPORT_STEPS == 0:
                    self._report(waited)
            passed = time.monotonic() - start
            self.progress.seconds = before.seconds + passed
            self.progress.done = before.done + (1 - before.done) * passed / max(left, 1.0)
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                self.save()
                saved = time.monotonic()
        self.save()

    def _note(self, loss: float) -> None:
        """Running mean of the loss over about the last hundred steps."""
        self.progress.loss += (loss - self.progress.loss) / min(self.progress.steps, 100)

    def _report(self, waited: float) -> None:
        p = self.progress
        print(
            f"step {p.steps} {p.seconds / 60:.1f} min loss {p.loss:.4f} "
            f"rate {self.learning_rate():.5f} waited {waited:.0f} s",
            flush=True,
        )


def jittered(batch: Batch, random_: random.Random) -> Batch:
    """An older batch seen again: moved by a pixel or two, other contrast, a little noise."""
    pictures = batch.pictures.float()
    pictures = torch.roll(
        pictures, (random_.randint(-1, 1), random_.randint(-1, 1) if random_.random() < 0.5 else 0), (2, 3)
    )
    if random_.random() < 0.7:
        pictures = 255 * (pictures / 255).pow(random_.uniform(0.75, 1.35))
    if random_.random() < 0.5:
        pictures = pictures + torch.randn_like(pictures) * random_.uniform(2, 12) * (pictures > 0)
    return replace(batch, pictures=pictures.clamp(0, 255).to(torch.uint8))


def _quiet_worker(_: int) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    os.nice(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=110, help="length of the whole schedule")
    parser.add_argument("--until", help="HH:MM: the schedule ends then, instead of --minutes")
    parser.add_argument("--weights", type=Path, help="checkpoint of another run to begin with")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--size", type=int, default=16)
    parser.add_argument("--name", default="reader", help="reader or second, with -anything after it")
    options = parser.parse_args()
    torch.set_num_threads(1)
    trainer = Trainer(RUNS / options.name, options.rate, options.seed, options.weights)
    left = options.minutes * 60 * (1 - trainer.progress.done)
    if options.until:
        left = seconds_until(options.until, datetime.now())
    trainer.run(options.workers, options.size, options.seed, left)


def seconds_until(clock: str, now: datetime) -> float:
    """Seconds from now to the next time the clock shows HH:MM."""
    hour, minute = map(int, clock.split(":"))
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (then - now if then > now else then + timedelta(days=1) - now).total_seconds()


if __name__ == "__main__":
    main()
