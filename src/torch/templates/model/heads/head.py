from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class Head(nn.Module):
    """A classifier at the end of a path; `norm` begins it with batch norm and ReLU, where a path ends in a raw sum."""

    def __init__(self, channels: int, norm: bool):
        super().__init__()
        self.bn = nn.BatchNorm2d(channels) if norm else None

    def normed(self, x: Tensor) -> Tensor:
        return x if self.bn is None else F.relu(self.bn(x))
