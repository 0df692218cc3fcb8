from layers import Block
from torch import Tensor, nn
from torch.nn import functional as F


class NormFirst(Block):
    """A block that reads a raw sum, behind a batch norm and a ReLU of its own."""

    def __init__(self, channels: int, block: Block):
        super().__init__()
        self.fork_norm = nn.BatchNorm2d(channels)
        self.block = block
        self.act = block.act

    def linear(self, x: Tensor) -> Tensor:
        return self.block.linear(F.relu(self.fork_norm(x)))
