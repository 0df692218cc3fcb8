from __future__ import annotations

from head import Head
from output import Output, variance_of
from torch import Tensor, nn


class PooledLinear(Head):
    """Global average pooling and a linear layer."""

    def __init__(self, channels: int, classes: int, norm: bool = False):
        super().__init__(channels, norm)
        self.fc = nn.Linear(channels, classes)

    def forward(self, x: Tensor, probe: bool = False) -> Output:
        features = self.normed(x)
        embedding = features.mean((2, 3))
        return Output(self.fc(embedding), embedding, variance_of(features), variance_of(x))
