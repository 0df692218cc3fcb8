from __future__ import annotations

from layers import ACTIVATIONS, Block, conv
from torch import Tensor, nn


class ConvNorm(Block):
    """Convolution, batch norm, activation."""

    def __init__(self, inputs: int, filters: int, kernel: int = 3, stride: int = 1, activation: str = "relu"):
        super().__init__()
        self.conv = conv(inputs, filters, kernel, stride)
        self.bn = nn.BatchNorm2d(filters)
        self.act = ACTIVATIONS[activation]

    def linear(self, x: Tensor) -> Tensor:
        return self.bn(self.conv(x))
