from __future__ import annotations

import torch
from dropout import Dropout
from layers import Block, conv
from torch import Tensor, nn
from torch.nn import functional as F


class DenseLayer(Block):
    """A layer of a dense block (Huang et al. 2017): `growth` channels are appended to its input."""

    def __init__(
        self, inputs: int, growth: int, bottleneck: bool = False, dropout: float = 0, inner_dropout: float = 0
    ):
        super().__init__()
        self.bn = nn.BatchNorm2d(inputs)
        self.conv1 = conv(inputs, 4 * growth, kernel=1) if bottleneck else None
        self.bn1 = nn.BatchNorm2d(4 * growth) if bottleneck else None
        self.dropout1 = Dropout(inner_dropout) if inner_dropout > 0 else nn.Identity()
        self.conv2 = conv(4 * growth if bottleneck else inputs, growth)
        self.dropout = Dropout(dropout) if dropout > 0 else nn.Identity()

    def linear(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn(x))
        if self.conv1 is not None and self.bn1 is not None:
            y = F.relu(self.bn1(self.dropout1(self.conv1(y))))
        return torch.cat([x, self.dropout(self.conv2(y))], dim=1)
