from __future__ import annotations

import numpy as np
from combiner import Combiner
from rule import NoAnswer, Weighing
from shortest import is_stationary, shortest


class CAGrad(Combiner):
    """
    Conflict-averse descent (Liu et al. 2021, algorithm 1): d = K (g₀ + c ‖g₀‖ g_w / ‖g_w‖) with g₀ = Σ gᵢ / K and
    w = argmin g_w·g₀ + c ‖g₀‖ ‖g_w‖ over w ≥ 0, Σ wᵢ = 1; c, the caution, 0 is the sum.
    """

    def __init__(self, every: int, caution: float):
        super().__init__(every)
        self.caution = caution

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        size = len(inner)
        mean = np.full(size, 1 / size)
        if is_stationary(inner, mean):
            raise NoAnswer("stationary")
        to_mean = inner @ mean
        squared = mean @ to_mean
        reach = self.caution * np.sqrt(squared)
        if reach == 0:
            return np.ones(size)
        w = shortest(inner)
        if is_stationary(inner, w):
            raise NoAnswer("stationary")

        def length(w: np.ndarray) -> float:
            return np.sqrt(max(0.0, w @ inner @ w))

        # With m = reach / ‖g_w‖ the minimiser is the shortest mixture of the vectors g₀ + m gᵢ: m is looked for.
        low, high = 0.0, reach / length(w)
        for _ in range(100):
            m = (low + high) / 2
            w = shortest(squared + m * (to_mean[:, None] + to_mean) + m * m * inner)
            if m * length(w) < reach:
                low = m
            else:
                high = m
            if low == m == high:
                break
        if length(w) == 0:
            raise NoAnswer("stationary")
        return 1 + size * reach / length(w) * w
