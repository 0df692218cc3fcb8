from __future__ import annotations

from layers import Block, conv
from shortcut import make_shortcut
from torch import Tensor, nn
from torch.nn import functional as F


class BasicBlock(Block):
    """Two 3×3 convolutions and a shortcut (He et al. 2016, figure 5 left); without the shortcut, a plain net's."""

    act = staticmethod(F.relu)

    def __init__(self, inputs: int, filters: int, stride: int = 1, shortcut: str = "B"):
        super().__init__()
        self.conv1 = conv(inputs, filters, stride=stride)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = conv(filters, filters)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = None if shortcut == "none" else make_shortcut(inputs, filters, stride, shortcut)

    def linear(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return y if self.downsample is None else y + self.downsample(x)
