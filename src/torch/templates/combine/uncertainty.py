from __future__ import annotations

import numpy as np
from learner import Learner

# Where a log-variance may lie: weights from e⁻⁶ to e⁶.
REACH = 6


class Uncertainty(Learner):
    """
    Homoscedastic uncertainty (Kendall et al. 2018, section 3.2): each loss counts the inverse of a variance that is
    learnt, L = Σᵢ exp(−sᵢ) Lᵢ + ½ sᵢ with sᵢ = log σᵢ² ← sᵢ − pace · (½ − exp(−sᵢ) Lᵢ).
    """

    def learn(self, seen: list[tuple[float, float] | None]) -> tuple[np.ndarray, list[list[float]]]:
        """What is carried: by head its log-variance."""
        carried = np.array(self.learnt or [[0.0]] * len(seen))[:, 0]
        weights = np.ones(len(seen))
        for head, one in enumerate(seen):
            if one is not None:
                s = carried[head]
                carried[head] = np.clip(s - self.pace * (0.5 - np.exp(-s) * one[0]), -REACH, REACH)
                weights[head] = np.exp(-carried[head])
        return weights, [[s] for s in carried.tolist()]
