from layers import conv
from torch import Tensor, nn
from torch.nn import functional as F


class PaddedShortcut(nn.Module):
    """Average pool and zero channels at the end: a shortcut without parameters (He et al. 2016, option A)."""

    def __init__(self, extra: int, stride: int):
        super().__init__()
        self.extra = extra
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        if self.stride > 1:
            x = F.avg_pool2d(x, self.stride)
        return F.pad(x, (0, 0, 0, 0, 0, self.extra))


def make_shortcut(inputs: int, filters: int, stride: int, kind: str) -> nn.Module:
    """What is added to a residual: the input itself, or option A or B of He et al. 2016 where size or width change."""
    if stride == 1 and inputs == filters:
        return nn.Identity()
    if kind == "A":
        return PaddedShortcut(filters - inputs, stride)
    return nn.Sequential(conv(inputs, filters, kernel=1, stride=stride), nn.BatchNorm2d(filters))
