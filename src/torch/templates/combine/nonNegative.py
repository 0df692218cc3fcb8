from __future__ import annotations

import numpy as np
from rule import NoAnswer
from solve import solve

# Slopes and entries below this are rounding noise; matrices are scaled to a mean diagonal of 1.
NOISE = 1e-13
# Keeps equations of gradients that depend on each other solvable.
RIDGE = 1e-12


def non_negative(matrix: np.ndarray, right: np.ndarray, ridge: float = RIDGE) -> np.ndarray:
    """
    The x ≥ 0 that minimises ½ xᵀ A x − bᵀ x (Lawson and Hanson 1974, chapter 23); `ridge` is the share by which the
    diagonal grows.

    As long as an entry at zero would lower the value, the one that would most becomes free, and the free ones are
    solved for; where that makes one negative, the way there is cut short where the first one reaches zero.
    """
    size = len(right)
    scale = size / matrix.trace()
    if not np.isfinite(scale):
        raise NoAnswer("unsolved")
    a = matrix * scale
    a[np.diag_indices(size)] *= 1 + ridge
    b = right * scale
    noise = NOISE * max(1.0, np.abs(b).max())
    x = np.zeros(size)
    free = np.zeros(size, dtype=bool)
    for _ in range(20 * size):
        pull = np.where(free, -np.inf, b - a @ x)
        if pull.max() <= noise:
            return x
        free[pull.argmax()] = True
        while free.any():
            wanted = np.zeros(size)
            wanted[free] = solve(a[np.ix_(free, free)], b[free])
            falling = free & (wanted <= 0)
            share = min([1.0, *(own / (own - to) if own > 0 else 0.0 for own, to in zip(x[falling], wanted[falling]))])
            x = np.where(free, x + share * (wanted - x), 0.0)
            if share == 1:
                break
            left = falling & (x <= NOISE)
            if not left.any():
                raise NoAnswer("unsolved")
            free &= ~left
            x[left] = 0
    raise NoAnswer("unsolved")
