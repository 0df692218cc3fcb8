from __future__ import annotations

from base import Term
from draws import below_at, stream_key
from torch import nn


class TermDropout(nn.Module):
    """Of the n terms with one stream, ⌊u·n⌋ are drawn with replacement and held constant for a step."""

    def __init__(self, stream: str):
        super().__init__()
        self.stream = stream

    def forward(self, weight: float, term: Term, terms: nn.ModuleList, seed: int, step: int) -> tuple[float, float]:
        group = [other for other in terms if getattr(other.chance, "stream", None) == self.stream]
        key = stream_key(seed, "dynamic", self.stream, step)
        drawn = [group[below_at(key, 2 + draw, len(group))] for draw in range(below_at(key, 1, len(group)))]
        return weight, 0.0 if any(other is term for other in drawn) else weight
