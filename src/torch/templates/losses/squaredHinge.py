from __future__ import annotations

from base import Term
from torch import Tensor
from torch.nn import functional as F


class SquaredHinge(Term):
    """Σₖ max(0, 1 − yₖ·logitₖ)² over the classes, y ±1 (Lee et al. 2015, section 2.2)."""

    on_labels = True

    def __init__(self, name: str, head: str, **counts):
        super().__init__(name, head, **counts)
        self.head = head

    def rows(self, outputs: dict, labels: Tensor) -> Tensor:
        logits = outputs[self.head].logits
        signs = 2 * F.one_hot(labels.clamp(min=0), logits.shape[1]).to(logits.dtype) - 1
        return F.relu(1 - signs * logits).square().sum(1)
