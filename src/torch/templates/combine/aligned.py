from __future__ import annotations

import numpy as np
from combiner import Combiner
from rule import Weighing
from spectral import spectral


class AlignedMTL(Combiner):
    """
    Independent component alignment (Senushkin et al. 2023, algorithm 1): gradients made orthogonal and equally long, at
    the length of the weakest direction, w = √λ_min V Λ^(−½) Vᵀ 1 with G = V Λ Vᵀ.
    """

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        return spectral(inner, np.ones(len(inner)), lambda values: np.sqrt(values.min() / values))
