"""A cut-out line as the network sees it: fixed height, ink 255, paper 0."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHT = 48
NARROWEST = 16
LEAST_CONTRAST = 20.0


def normalise(grey: NDArray[np.uint8], height: int = HEIGHT) -> NDArray[np.uint8]:
    """Grey line (H, W) 0..255 -> (height, W') uint8 with ink 255; stretched by the line's own levels.

    The running reader does the same in floating point (0..1); reader.json states the rule.
    """
    width = max(NARROWEST, int(grey.shape[1] * height / grey.shape[0]))
    way = cv2.INTER_AREA if grey.shape[0] > height else cv2.INTER_CUBIC
    scaled = cv2.resize(grey, (width, height), interpolation=way).astype(np.float32)
    dark, light = np.percentile(scaled, (1, 95))
    ink = (light - scaled) / max(light - dark, LEAST_CONTRAST)
    return (np.clip(ink, 0, 1) * 255 + 0.5).astype(np.uint8)
