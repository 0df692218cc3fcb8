from __future__ import annotations

import numpy as np
from learner import Learner
from rule import NoAnswer

# No weight falls below this: a loss that counts nothing would never be heard of again.
LEAST = 0.01


class GradNorm(Learner):
    """
    Gradient normalisation (Chen et al. 2018, algorithm 1): weights that even out the gradients' lengths, longer for
    losses that fall slowly. They descend Σᵢ |wᵢ‖gᵢ‖ − mean(w‖g‖) · rᵢ^α| with rᵢ = (Lᵢ/Lᵢ(0)) / mean(L/L(0)) and are
    scaled to Σ wᵢ = K; α is the asymmetry.
    """

    asks_lengths = True

    def __init__(self, every: int, pace: float, asymmetry: float):
        super().__init__(every, pace)
        self.asymmetry = asymmetry

    def learn(self, seen: list[tuple[float, float] | None]) -> tuple[np.ndarray, list[list[float]]]:
        """What is carried: by head its weight, and its first loss, 0 while there was none."""
        carried = [list(one) for one in self.learnt or [[1.0, 0.0]] * len(seen)]
        present = [head for head, one in enumerate(seen) if one is not None]
        for head in present:
            if carried[head][1] == 0:
                carried[head][1] = seen[head][0]
        weight, first = np.array([carried[head] for head in present]).T
        loss, length = np.array([seen[head] for head in present]).T
        # A loss of nothing has nothing to fall to.
        if not ((loss > 0) & (first > 0)).all():
            raise NoAnswer("notFinite")
        left = loss / first
        target = (weight * length).mean() * (left / left.mean()) ** self.asymmetry
        moved = weight - self.pace * (length / length.mean()) * np.sign(weight * length - target)
        moved = np.maximum(LEAST, moved)
        moved /= moved.mean()
        weights = np.ones(len(seen))
        weights[present] = moved
        for head, own in zip(present, moved.tolist()):
            carried[head][0] = own
        return weights, carried
