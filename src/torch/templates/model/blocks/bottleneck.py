from __future__ import annotations

from layers import Block, conv
from shortcut import make_shortcut
from torch import Tensor, nn
from torch.nn import functional as F


class Bottleneck(Block):
    """1×1, 3×3 and 1×1 convolutions and a shortcut (He et al. 2016, figure 5 right); 4 × `filters` leave."""

    act = staticmethod(F.relu)

    def __init__(self, inputs: int, filters: int, stride: int = 1, shortcut: str = "B"):
        super().__init__()
        self.conv1 = conv(inputs, filters, kernel=1)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = conv(filters, filters, stride=stride)
        self.bn2 = nn.BatchNorm2d(filters)
        self.conv3 = conv(filters, 4 * filters, kernel=1)
        self.bn3 = nn.BatchNorm2d(4 * filters)
        self.downsample = make_shortcut(inputs, 4 * filters, stride, shortcut)

    def linear(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return self.bn3(self.conv3(y)) + self.downsample(x)
