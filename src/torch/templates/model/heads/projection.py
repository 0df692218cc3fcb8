from __future__ import annotations

from head import Head
from output import Output, variance_of
from torch import Tensor, nn
from torch.nn import functional as F


class Projection(Head):
    """A pooled embedding of unit length, and a linear probe that reads it without teaching what lies before (CDS)."""

    def __init__(self, channels: int, classes: int, norm: bool = False):
        super().__init__(channels, norm)
        self.probe = nn.Linear(channels, classes)

    def forward(self, x: Tensor, probe: bool = False) -> Output:
        features = self.normed(x)
        embedding = F.normalize(features.mean((2, 3)))
        return Output(
            self.probe(embedding if probe else embedding.detach()), embedding, variance_of(features), variance_of(x)
        )
