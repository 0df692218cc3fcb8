from __future__ import annotations

from layers import conv
from torch import Tensor, nn
from torch.nn import functional as F


class Skip(nn.Module):
    """A long way round several stages: pooled to the size of the map that it joins, then an inverted bottleneck."""

    def __init__(self, inputs: int, filters: int, hidden: int, kernel: int):
        super().__init__()
        self.conv_expand = conv(inputs, hidden, kernel=1)
        self.bn_expand = nn.BatchNorm2d(hidden)
        self.conv_depthwise = conv(hidden, hidden, kernel=kernel, groups=hidden)
        self.bn_depthwise = nn.BatchNorm2d(hidden)
        self.conv_project = conv(hidden, filters, kernel=1)
        self.bn_project = nn.BatchNorm2d(filters)

    def forward(self, start: Tensor, x: Tensor) -> Tensor:
        y = F.adaptive_avg_pool2d(start, x.shape[2:])
        y = F.relu(self.bn_expand(self.conv_expand(y)))
        y = F.relu(self.bn_depthwise(self.conv_depthwise(y)))
        return self.bn_project(self.conv_project(y)) + x
