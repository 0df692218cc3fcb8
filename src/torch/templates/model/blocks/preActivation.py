from __future__ import annotations

from dropout import Dropout
from layers import Block, conv
from torch import Tensor, nn
from torch.nn import functional as F


class PreActBlock(Block):
    """
    The block of wide ResNets (Zagoruyko and Komodakis 2016, figure 1 d); it leaves a raw sum.

    Where width or size changes, the shortcut is a 1×1 convolution of the activated input.
    """

    def __init__(self, inputs: int, filters: int, stride: int = 1, dropout: float = 0):
        super().__init__()
        self.bn = nn.BatchNorm2d(inputs)
        self.conv1 = conv(inputs, filters, stride=stride)
        self.bn1 = nn.BatchNorm2d(filters)
        self.dropout = Dropout(dropout) if dropout > 0 else nn.Identity()
        self.conv2 = conv(filters, filters)
        changes = stride > 1 or inputs != filters
        self.downsample = nn.Sequential(conv(inputs, filters, kernel=1, stride=stride)) if changes else None

    def linear(self, x: Tensor) -> Tensor:
        active = F.relu(self.bn(x))
        y = F.relu(self.bn1(self.conv1(active)))
        y = self.conv2(self.dropout(y))
        return y + (x if self.downsample is None else self.downsample(active))
