from __future__ import annotations

from layers import Block, conv
from torch import Tensor, nn
from torch.nn import functional as F


class DepthSeparable(Block):
    """The depthwise separable convolution of MobileNetV1 (Howard et al. 2017, figure 3)."""

    act = staticmethod(F.relu)

    def __init__(self, inputs: int, filters: int, stride: int = 1):
        super().__init__()
        self.conv_depthwise = conv(inputs, inputs, stride=stride, groups=inputs)
        self.bn_depthwise = nn.BatchNorm2d(inputs)
        self.conv_pointwise = conv(inputs, filters, kernel=1)
        self.bn_pointwise = nn.BatchNorm2d(filters)

    def linear(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn_depthwise(self.conv_depthwise(x)))
        return self.bn_pointwise(self.conv_pointwise(y))
