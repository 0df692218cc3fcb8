from __future__ import annotations

from layers import ACTIVATIONS, Block, conv
from torch import Tensor


class Conv(Block):
    """A convolution without batch norm."""

    def __init__(
        self, inputs: int, filters: int, kernel: int, stride: int = 1, bias: bool = False, activation: str = "none"
    ):
        super().__init__()
        self.conv = conv(inputs, filters, kernel, stride, bias=bias)
        self.act = ACTIVATIONS[activation]

    def linear(self, x: Tensor) -> Tensor:
        return self.conv(x)
