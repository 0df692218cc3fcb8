from __future__ import annotations

from dropout import Dropout
from head import Head
from layers import ACTIVATIONS, conv
from output import Output, variance_of
from torch import Tensor, nn


class WideLinear(Head):
    """A 1×1 convolution, global average pooling, a hidden layer unless it is 0, dropout, a linear layer."""

    def __init__(
        self,
        channels: int,
        classes: int,
        filters: int,
        hidden: int = 0,
        activation: str = "relu",
        dropout: float = 0,
        norm: bool = False,
    ):
        super().__init__(channels, norm)
        self.act = ACTIVATIONS[activation]
        self.conv1 = conv(channels, filters, kernel=1)
        self.bn1 = nn.BatchNorm2d(filters)
        self.hidden = nn.Linear(filters, hidden) if hidden else None
        self.dropout = Dropout(dropout) if dropout > 0 else nn.Identity()
        self.fc = nn.Linear(hidden or filters, classes)

    def forward(self, x: Tensor, probe: bool = False) -> Output:
        features = self.act(self.bn1(self.conv1(self.normed(x))))
        embedding = features.mean((2, 3))
        if self.hidden is not None:
            embedding = self.act(self.hidden(embedding))
        return Output(self.fc(self.dropout(embedding)), embedding, variance_of(features), variance_of(features))
