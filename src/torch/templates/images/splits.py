from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Images:
    """Pictures as bytes, [count, height, width, channels], and their labels; cameras where people are sought."""

    images: np.ndarray
    labels: np.ndarray
    cameras: np.ndarray | None = None


@dataclass
class Splits:
    """The pictures of an experiment; some sets have validation pictures of their own."""

    train: Images
    test: Images
    validation: Images | None = None
