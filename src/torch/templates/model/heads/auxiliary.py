from __future__ import annotations

from dropout import Dropout
from head import Head
from layers import conv
from output import Output, variance_of
from torch import Tensor, nn
from torch.nn import functional as F


class Auxiliary(Head):
    """GoogLeNet's auxiliary classifier, with batch norm behind its convolution; `size` values leave its pool."""

    def __init__(
        self,
        inputs: int,
        classes: int,
        pool: int,
        channels: int,
        size: int,
        hidden: int,
        dropout: float = 0,
        norm: bool = False,
    ):
        super().__init__(inputs, norm)
        self.pool = pool
        self.conv1 = conv(inputs, channels, kernel=1)
        self.bn1 = nn.BatchNorm2d(channels)
        self.hidden = nn.Linear(size, hidden)
        self.dropout = Dropout(dropout)
        self.fc = nn.Linear(hidden, classes)

    def forward(self, x: Tensor, probe: bool = False) -> Output:
        features = self.normed(x)
        y = F.avg_pool2d(features, self.pool, stride=3)
        y = F.relu(self.bn1(self.conv1(y)))
        embedding = F.relu(self.hidden(y.flatten(1)))
        return Output(self.fc(self.dropout(embedding)), embedding, variance_of(features), variance_of(x))
