from __future__ import annotations

import torch
from base import Term
from torch import Tensor


class Distance(Term):
    """Distance of a head's unit embeddings from another's: the norm over the whole batch, or the mean square."""

    def __init__(self, name: str, head: str, other: str, measure: str = "norm", constant_other: bool = True, **counts):
        super().__init__(name, head, **counts)
        self.head = head
        self.other = other
        self.measure = measure
        self.constant_other = constant_other

    def forward(self, outputs: dict, labels: Tensor, parameters: dict[str, Tensor], views: int = 1) -> Tensor:
        other = outputs[self.other].unit
        difference = outputs[self.head].unit - (other.detach() if self.constant_other else other)
        if self.measure == "meanSquare":
            return difference.square().mean()
        square = difference.square().sum()
        # With slope 0 at 0, where that of a root is infinite: two equal tensors pull neither way.
        return torch.where(square > 0, square.clamp(min=torch.finfo(square.dtype).tiny).sqrt(), square * 0)
