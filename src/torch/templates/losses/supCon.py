from __future__ import annotations

import torch
from base import Term
from torch import Tensor


class SupCon(Term):
    """
    Supervised contrast (Khosla et al. 2020) of a head's embeddings of unit length over all views of a batch.

    Alike are images of one class, or with `positives="view"` the two views of one image alone. An image without any
    counts zero.
    """

    def __init__(self, name: str, head: str, temperature: float, positives: str = "label", **counts):
        super().__init__(name, head, **counts)
        self.head = head
        self.temperature = temperature
        self.positives = positives

    def rows(self, outputs: dict, labels: Tensor) -> Tensor:
        unit = outputs[self.head].unit
        count = len(unit)
        similarity = unit @ unit.T / self.temperature
        self_pairs = torch.eye(count, dtype=torch.bool, device=unit.device)
        log_sum = similarity.masked_fill(self_pairs, float("-inf")).logsumexp(1, keepdim=True)
        if self.positives == "label":
            alike = labels[:, None] == labels[None, :]
        else:
            alike = self_pairs.roll(count // 2, dims=1)
        alike = (alike & ~self_pairs).to(unit.dtype)
        return -(alike * (similarity - log_sum)).sum(1) / alike.sum(1).clamp(min=1)
