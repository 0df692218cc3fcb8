from __future__ import annotations

from layers import Block, conv
from torch import Tensor, nn
from torch.nn import functional as F


class SepConv(Block):
    """Two separable convolutions (Zhang et al. 2022, the authors' CIFAR/resnet.py, class SepConv)."""

    act = staticmethod(F.relu)

    def __init__(self, inputs: int, filters: int, stride: int = 1):
        super().__init__()
        self.depthwise1 = conv(inputs, inputs, stride=stride, groups=inputs)
        self.conv1 = conv(inputs, inputs, kernel=1)
        self.bn1 = nn.BatchNorm2d(inputs)
        self.depthwise2 = conv(inputs, inputs, groups=inputs)
        self.conv2 = conv(inputs, filters, kernel=1)
        self.bn2 = nn.BatchNorm2d(filters)

    def linear(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(self.depthwise1(x))))
        return self.bn2(self.conv2(self.depthwise2(y)))
