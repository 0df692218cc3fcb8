from __future__ import annotations

import numpy as np
from combiner import Combiner
from rule import NoAnswer, Weighing
from solve import solve


class NashMTL(Combiner):
    """A bargain between the losses (Navon et al. 2022): G w = 1 / w with w > 0, then w scaled to Σ wᵢ = K."""

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        # On gradients of length 1 first: the solution scales with 1 / ‖gᵢ‖.
        lengths = np.sqrt(inner.diagonal())
        unit = inner / np.outer(lengths, lengths)
        # Newton for ½ wᵀGw − Σ log wᵢ, which is self-concordant: steps cut by 1 / (1 + decrement) stay positive.
        w = np.ones(len(inner))
        for _ in range(200):
            slope = unit @ w - 1 / w
            step = solve(unit + np.diag(1 / w**2), slope)
            decrement = np.sqrt(max(0.0, step @ slope))
            w = w - step * (1 / (1 + decrement) if decrement > 0.25 else 1.0)
            if not ((w > 0) & (w < 1e6)).all():
                raise NoAnswer("stationary")
            if decrement < 1e-14:
                break
        if decrement > 1e-9:
            raise NoAnswer("unsolved")
        w = w / lengths
        return len(inner) * w / w.sum()
