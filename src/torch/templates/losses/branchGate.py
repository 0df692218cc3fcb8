from __future__ import annotations

from base import Term
from draws import stream_key, unit_at
from torch import nn


class BranchGate(nn.Module):
    """Branches are on with probability `rate` at each step; a term that touches one that is off counts nothing."""

    def __init__(self, branches: list[str], rate: float):
        super().__init__()
        self.branches = branches
        self.rate = rate

    def forward(self, weight: float, term: Term, terms: nn.ModuleList, seed: int, step: int) -> tuple[float, float]:
        draws = [unit_at(stream_key(seed, "dynamic", branch, step), 1) for branch in self.branches]
        return (weight, weight) if all(draw < self.rate for draw in draws) else (0.0, 0.0)
