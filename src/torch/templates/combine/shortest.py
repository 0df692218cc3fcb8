from __future__ import annotations

import numpy as np
from nonNegative import non_negative
from rule import NoAnswer

# Of mixtures that are equally short the most even one is taken.
EVEN = 1e-9


def shortest(inner: np.ndarray) -> np.ndarray:
    """
    The weights w ≥ 0 with sum 1 of the shortest mixture, argmin wᵀ G w.

    Minimising ½ xᵀ G x + ½ s (1ᵀx − 1)² over x ≥ 0 gives the same direction, whatever s is.
    """
    scale = inner.diagonal().mean()
    x = non_negative(inner + scale, np.full(len(inner), scale), EVEN)
    if not x.sum() > 0:
        raise NoAnswer("unsolved")
    return x / x.sum()


def is_stationary(inner: np.ndarray, weights: np.ndarray) -> bool:
    """Whether a mixture of gradients is no longer than rounding noise."""
    return not weights @ inner @ weights > 1e-10 * (weights**2 @ inner.diagonal())
