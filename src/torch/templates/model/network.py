from __future__ import annotations

import numpy as np
from layers import Block
from output import Output
from torch import Tensor, nn


class Stages(nn.Module):
    """Stages of blocks in order, with the skips that join some of them from the end of the stem."""

    def __init__(self, stages: dict[str, nn.Sequential], skips: dict[str, list[nn.Module]] | None = None):
        super().__init__()
        self.stages = list(stages)
        for name, blocks in stages.items():
            self.add_module(name, blocks)
        self.skips = nn.ModuleDict({into: nn.ModuleList(modules) for into, modules in (skips or {}).items()})

    def walk(self, x: Tensor, taps: dict[str, tuple[Tensor, Tensor]] | None = None) -> Tensor:
        """The last stage's output; `taps` gets each block's value before and after its last activation."""
        start = x
        for name in self.stages:
            if name in self.skips:
                for skip in self.skips[name]:
                    x = skip(start, x)
            block: Block
            for index, block in enumerate(getattr(self, name)):
                linear = block.linear(x)
                x = block.act(linear)
                if taps is not None:
                    taps[f"{name}.{index}"] = linear, x
            if name == "stem":
                start = x
        return x


class Branch(Stages):
    """
    What hangs off the trunk: stages of its own, then a head.

    `at` is the block behind which it forks; with `before_activation` before that block's last activation. A branch that
    only watches does not teach the trunk: its gradient stops at the fork, unless a probe asks what it would teach.
    """

    def __init__(
        self,
        at: str,
        stages: dict[str, nn.Sequential],
        head: nn.Module,
        skips: dict[str, list[nn.Module]] | None = None,
        before_activation: bool = False,
        watches: bool = False,
    ):
        super().__init__(stages, skips)
        self.at = at
        self.before_activation = before_activation
        self.watches = watches
        self.head = head

    def forward(self, taps: dict[str, tuple[Tensor, Tensor]], probe: bool) -> Output:
        linear, output = taps[self.at]
        x = linear if self.before_activation else output
        if self.watches and not probe:
            x = x.detach()
        return self.head(self.walk(x), probe)


class Network(Stages):
    """A trunk with its head, `main`, and branches that fork off it."""

    def __init__(
        self,
        stages: dict[str, nn.Sequential],
        head: nn.Module,
        branches: dict[str, Branch] | None = None,
        skips: dict[str, list[nn.Module]] | None = None,
    ):
        super().__init__(stages, skips)
        self.head = head
        self.branches = nn.ModuleDict(branches or {})

    def forward(self, x: Tensor, probe: bool = False) -> dict[str, Output]:
        """
        Every head's output, main first. `x` is [rows, channels, height, width].

        With `probe` the gradients of branches that only watch reach the trunk, too.
        """
        taps = {"input": (x, x)}
        outputs = {"main": self.head(self.walk(x, taps), probe)}
        for name, branch in self.branches.items():
            outputs[name] = branch(taps, probe)
        return outputs

    def draw_from(self, seed: int, step: int, rows: np.ndarray | None = None) -> None:
        """Says which step the next forward pass belongs to, and which rows it sees: dropout draws by them."""
        for module in self.modules():
            if hasattr(module, "draws_name"):
                module.seed, module.step, module.rows = seed, step, rows
