from __future__ import annotations

from dropout import Dropout
from layers import Block
from torch import Tensor, nn
from torch.nn import functional as F


class Pool(Block):
    """Pooling between convolutions, then dropout. `padding` is before and after both axes; it never wins a maximum."""

    def __init__(self, kind: str, kernel: int, stride: int, padding: tuple[int, int] = (0, 0), dropout: float = 0):
        super().__init__()
        self.kind = kind
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dropout = Dropout(dropout) if dropout > 0 else nn.Identity()

    def linear(self, x: Tensor) -> Tensor:
        before, after = self.padding
        around = (before, after, before, after)
        if self.kind == "max":
            x = F.max_pool2d(F.pad(x, around, value=float("-inf")), self.kernel, self.stride)
        else:
            x = F.avg_pool2d(F.pad(x, around), self.kernel, self.stride)
        return self.dropout(x)
