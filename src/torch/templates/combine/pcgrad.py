from __future__ import annotations

import numpy as np
from combiner import Combiner
from draws import extend, permutation, stream_key
from rule import Weighing


class PCGrad(Combiner):
    """
    Projecting conflicting gradients (Yu et al. 2020, algorithm 1): gᵢ ← gᵢ − (gᵢ·gⱼ / ‖gⱼ‖²) gⱼ for every j with
    gᵢ·gⱼ < 0, in random order; then they are added.
    """

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        size = len(inner)
        key = stream_key(weighing.seed, "combining", weighing.step)
        weights = np.zeros(size)
        for i in range(size):
            # What is left of gᵢ, as a combination of all gradients.
            own = np.zeros(size)
            own[i] = 1
            for j in permutation(extend(key, i), size):
                product = own @ inner[:, j]
                if j != i and product < 0:
                    own[j] -= product / inner[j, j]
            weights += own
        return weights
