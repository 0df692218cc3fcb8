from __future__ import annotations

import numpy as np
from rule import NoAnswer, Rule, Weighing

# A squared length below this is rounding noise: the loss does not reach the trunk, or has nothing left to teach it.
SMALLEST = 1e-24
# A weight beyond this comes from gradients that all but cancel.
LARGEST = 1e3


class Combiner(Rule):
    """A rule that goes by the gradients' inner products alone; losses without a gradient count 1, and have no say."""

    def answer(self, weighing: Weighing) -> np.ndarray:
        inner = self.inner_products(weighing)
        if not np.isfinite(inner).all():
            raise NoAnswer("notFinite")
        present = np.flatnonzero(inner.diagonal() > SMALLEST)
        if len(present) < 2:
            raise NoAnswer("single")
        own = inner[np.ix_(present, present)]
        if not (own - np.diag(own.diagonal())).any():
            raise NoAnswer("unshared")
        found = self.combine(own, weighing)
        if not (np.abs(found) <= LARGEST).all():
            raise NoAnswer("unsolved")
        if (found < -1e-9).any():
            raise NoAnswer("negative")
        weights = np.ones(len(inner))
        weights[present] = np.maximum(0, found)
        return weights

    def combine(self, inner: np.ndarray, weighing: Weighing) -> np.ndarray:
        """What each loss counts, from inner products [K, K] of gradients none of which vanishes; K is 2 at least."""
        raise NotImplementedError
