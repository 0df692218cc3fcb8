from __future__ import annotations

from base import Term
from torch import Tensor
from torch.nn import functional as F


class CrossEntropy(Term):
    """Cross-entropy of a head with the labels; `smoothing` spreads that share over all classes."""

    on_labels = True

    def __init__(self, name: str, head: str, smoothing: float = 0, **counts):
        super().__init__(name, head, **counts)
        self.head = head
        self.smoothing = smoothing

    def rows(self, outputs: dict, labels: Tensor) -> Tensor:
        logits = outputs[self.head].logits
        return F.cross_entropy(logits, labels.clamp(min=0), reduction="none", label_smoothing=self.smoothing)
