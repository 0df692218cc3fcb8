from __future__ import annotations

from output import Output, variance_of
from torch import Tensor, nn


class FlatLinear(nn.Module):
    """A linear layer on every value of a map of `size` values (Lee et al. 2015)."""

    def __init__(self, size: int, classes: int):
        super().__init__()
        self.fc = nn.Linear(size, classes)

    def forward(self, x: Tensor, probe: bool = False) -> Output:
        embedding = x.flatten(1)
        return Output(self.fc(embedding), embedding, variance_of(x), variance_of(x))
