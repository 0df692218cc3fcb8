from __future__ import annotations

import numpy as np
from combiner import Combiner
from rule import NoAnswer, Weighing
from shortest import is_stationary, shortest


class MGDA(Combiner):
    """
    Multiple-gradient descent (Désidéri 2012, Sener and Koltun 2018): the mixture of the losses whose gradient is
    shortest, w = K · argmin ‖Σᵢ wᵢ gᵢ‖² with w ≥ 0, Σ wᵢ = 1.
    """

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        weights = shortest(inner)
        if is_stationary(inner, weights):
            raise NoAnswer("stationary")
        return len(inner) * weights
