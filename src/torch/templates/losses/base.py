from __future__ import annotations

import torch
from torch import Tensor, nn


class Term(nn.Module):
    """
    One summand of the loss: a mean over the rows of a batch, and what it counts over the run.

    `branch` is the head that it teaches. `fades` takes the weight linearly to zero, and after the share `until` of the
    budget it counts nothing, nor before the share `after`. `view1` leaves out the second view of each image. Losses on
    the labels leave out rows whose label is withheld (-1).
    """

    on_labels = False

    def __init__(
        self,
        name: str,
        branch: str,
        weight: float = 1.0,
        fades: bool = False,
        until: float | None = None,
        after: float | None = None,
        view1: bool = False,
        weigh: nn.Module | None = None,
        gate: nn.Module | None = None,
        chance: nn.Module | None = None,
    ):
        super().__init__()
        self.name = name
        self.branch = branch
        self.weight = weight
        self.fades = fades
        self.until = until
        self.after = after
        self.view1 = view1
        self.weigh = weigh
        self.gate = gate
        self.chance = chance

    def rows(self, outputs: dict, labels: Tensor) -> Tensor:
        """The loss of each row, [rows]."""
        raise NotImplementedError

    def weight_at(self, step: int, budget: int) -> float:
        if self.until is not None and step >= self.until * budget:
            return 0.0
        if self.after is not None and step < self.after * budget:
            return 0.0
        return self.weight * (1 - step / budget) if self.fades else self.weight

    def forward(self, outputs: dict, labels: Tensor, parameters: dict[str, Tensor], views: int = 1) -> Tensor:
        """The unweighted value of the term. `parameters` are the network's, by name."""
        value = self.mean(self.rows(outputs, labels), outputs, labels, views)
        return value if self.gate is None else self.gate(value, parameters)

    def mean(self, rows: Tensor, outputs: dict, labels: Tensor, views: int) -> Tensor:
        used = len(rows) // views if self.view1 else len(rows)
        counted = (labels >= 0).to(rows.dtype) if self.on_labels else torch.ones_like(rows)
        counted = counted[:used]
        factors = counted if self.weigh is None else counted * self.weigh(outputs)[:used]
        return (rows[:used] * factors).sum() / counted.sum().clamp(min=1)


class Losses(nn.Module):
    """The loss of a network: its terms, weighted and added up."""

    def __init__(self, terms: list[Term]):
        super().__init__()
        self.terms = nn.ModuleList(terms)

    def forward(self, outputs: dict, labels: Tensor, parameters: dict[str, Tensor], views: int = 1) -> list[Tensor]:
        """Every term's unweighted value."""
        return [term(outputs, labels, parameters, views) for term in self.terms]

    def coefficients(self, step: int, budget: int, seed: int) -> list[tuple[float, float]]:
        """What each term counts at a step: in the total that is reported, and in the gradient."""
        pairs = []
        for term in self.terms:
            weight = term.weight_at(step, budget)
            pairs.append((weight, weight) if term.chance is None else term.chance(weight, term, self.terms, seed, step))
        return pairs

    def follow(self, outputs: dict) -> None:
        """Takes into what the terms remember what a training step's batch said, after the step has used the old."""
        for term in self.terms:
            if term.weigh is not None:
                term.weigh.follow(outputs)
