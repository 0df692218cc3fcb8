from __future__ import annotations

import numpy as np
from combiner import Combiner
from nonNegative import non_negative
from rule import Weighing


class UPGrad(Combiner):
    """
    Unconflicting projection (Quinton and Rey 2024, section 3.2): each gradient is moved as little as needed to harm no
    other loss, w = Σᵢ argmin vᵀ G v with v ≥ eᵢ.
    """

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        # v = eᵢ + x with x ≥ 0.
        units = np.eye(len(inner))
        return sum(unit + non_negative(inner, -inner @ unit) for unit in units)
