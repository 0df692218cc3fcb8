from torch import Tensor, nn
from torch.nn import functional as F


def identity(x: Tensor) -> Tensor:
    return x


ACTIVATIONS = {
    "none": identity,
    "relu": F.relu,
    "relu6": F.relu6,
    "hardswish": F.hardswish,
    "hardsigmoid": F.hardsigmoid,
}


class Block(nn.Module):
    """One step of a trunk. `linear` is its value before its last activation, where some branches fork."""

    act = staticmethod(identity)

    def linear(self, x: Tensor) -> Tensor:
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.linear(x))


def conv(inputs: int, filters: int, kernel: int = 3, stride: int = 1, groups: int = 1, bias: bool = False) -> nn.Conv2d:
    """A convolution padded by half of its kernel on all sides."""
    return nn.Conv2d(inputs, filters, kernel, stride, padding=kernel // 2, groups=groups, bias=bias)
