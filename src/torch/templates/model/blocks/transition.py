from __future__ import annotations

from dropout import Dropout
from layers import Block, conv
from torch import Tensor, nn
from torch.nn import functional as F


class Transition(Block):
    """What joins two dense blocks (Huang et al. 2017): batch norm, ReLU, a 1×1 convolution, average pool 2×2."""

    def __init__(self, inputs: int, filters: int, dropout: float = 0):
        super().__init__()
        self.bn = nn.BatchNorm2d(inputs)
        self.conv = conv(inputs, filters, kernel=1)
        self.dropout = Dropout(dropout) if dropout > 0 else nn.Identity()

    def linear(self, x: Tensor) -> Tensor:
        return F.avg_pool2d(self.dropout(self.conv(F.relu(self.bn(x)))), 2)
