from __future__ import annotations

import numpy as np
from combiner import Combiner
from rule import NoAnswer, Weighing
from spectral import spectral


class IMTLG(Combiner):
    """
    Impartial learning, its gradient balance (Liu et al. 2021, section 3.1): as long along every loss's own direction,
    w = K · v / Σ vᵢ with v = G⁺ √diag(G).
    """

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        v = spectral(inner, np.sqrt(inner.diagonal()), lambda values: 1 / values)
        if not v.sum() > 1e-9 * np.abs(v).max():
            raise NoAnswer("stationary")
        return len(inner) * v / v.sum()
