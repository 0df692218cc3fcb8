from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class Gate(nn.Module):
    """The hinge on a whole term, [‖w‖² + l − γ]₊ (Lee et al. 2015, equation 3): no gradient while it is below zero."""

    def __init__(self, gamma: float, weights: list[str]):
        super().__init__()
        self.gamma = gamma
        self.weights = weights

    def forward(self, value: Tensor, parameters: dict[str, Tensor]) -> Tensor:
        return F.relu(value + sum(parameters[name].square().sum() for name in self.weights) - self.gamma)
