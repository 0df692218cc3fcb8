from __future__ import annotations

from layers import ACTIVATIONS, Block, conv
from torch import Tensor, nn
from torch.nn import functional as F


class Inverted(Block):
    """
    The inverted residual of MobileNetV2 (Sandler et al. 2018), which leaves a linear sum.

    `hidden` is the width between its 1×1 convolutions, 0 for the incoming width without the first one. `squeeze` is the
    width of a squeeze-excite gate, 0 for none; it stands behind the second activation, or before it.
    """

    def __init__(
        self,
        inputs: int,
        filters: int,
        hidden: int,
        kernel: int = 3,
        stride: int = 1,
        activation: str = "relu6",
        squeeze: int = 0,
        gate_first: bool = False,
    ):
        super().__init__()
        inner = hidden or inputs
        self.between = ACTIVATIONS[activation]
        self.gate_first = gate_first
        self.adds = stride == 1 and inputs == filters
        self.conv_expand = conv(inputs, hidden, kernel=1) if hidden else None
        self.bn_expand = nn.BatchNorm2d(hidden) if hidden else None
        self.conv_depthwise = conv(inner, inner, kernel, stride, groups=inner)
        self.bn_depthwise = nn.BatchNorm2d(inner)
        self.gate1 = nn.Linear(inner, squeeze) if squeeze else None
        self.gate2 = nn.Linear(squeeze, inner) if squeeze else None
        self.conv_project = conv(inner, filters, kernel=1)
        self.bn_project = nn.BatchNorm2d(filters)

    def gated(self, x: Tensor) -> Tensor:
        if self.gate1 is None or self.gate2 is None:
            return x
        gate = F.hardsigmoid(self.gate2(F.relu(self.gate1(x.mean((2, 3))))))
        return x * gate[:, :, None, None]

    def linear(self, x: Tensor) -> Tensor:
        y = x
        if self.conv_expand is not None and self.bn_expand is not None:
            y = self.between(self.bn_expand(self.conv_expand(y)))
        y = self.bn_depthwise(self.conv_depthwise(y))
        y = self.between(self.gated(y)) if self.gate_first else self.gated(self.between(y))
        y = self.bn_project(self.conv_project(y))
        return y + x if self.adds else y
