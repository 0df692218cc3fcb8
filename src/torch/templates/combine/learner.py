from __future__ import annotations

import numpy as np
import torch
from rule import NoAnswer, Rule, Weighing
from torch import Tensor

# A gradient shorter than this is rounding noise.
SHORTEST = 1e-12


class Learner(Rule):
    """A rule whose weights are learnt over the run; `pace` is how far they move at a weighing."""

    asks_lengths = False

    def __init__(self, every: int, pace: float):
        super().__init__(every)
        self.pace = pace
        # By head what is carried to the next weighing.
        self.learnt: list[list[float]] | None = None
        self.teaching: list[bool] | None = None

    def answer(self, weighing: Weighing) -> np.ndarray:
        if self.teaching is None:
            self.teaching = [reaches(value, weighing.trunk) for value in weighing.values]
        lengths = [1.0] * len(weighing.outputs)
        if self.asks_lengths:
            lengths = np.sqrt(self.inner_products(weighing).diagonal()).tolist()
        # By head the value of what teaches the trunk, and its length; None for one that teaches it nothing.
        seen: list[tuple[float, float] | None] = []
        for head, length in zip(weighing.outputs, lengths):
            terms = [at for at in weighing.terms_of(head) if self.teaching[at]]
            value = sum(weighing.counts[at] * weighing.values[at].item() for at in terms)
            seen.append((value, length) if terms and not length <= SHORTEST else None)
        present = [one for one in seen if one is not None]
        if len(present) < 2:
            raise NoAnswer("single")
        if not np.isfinite(present).all():
            raise NoAnswer("notFinite")
        weights, self.learnt = self.learn(seen)
        return weights

    def learn(self, seen: list[tuple[float, float] | None]) -> tuple[np.ndarray, list[list[float]]]:
        """What each head's loss counts from now on, and what is carried."""
        raise NotImplementedError

    def state(self) -> dict:
        return {**super().state(), "learnt": self.learnt}

    def restore(self, state: dict) -> None:
        super().restore(state)
        self.learnt = state["learnt"]


def reaches(value: Tensor, trunk: list[Tensor]) -> bool:
    """Whether a term teaches a parameter of the trunk."""
    if not value.requires_grad:
        return False
    found = torch.autograd.grad(value, trunk, retain_graph=True, allow_unused=True)
    return any(own is not None for own in found)
