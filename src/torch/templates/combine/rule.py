from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor


class NoAnswer(Exception):
    """
    Why a rule has none: `single`, fewer than two losses reach the trunk; `unshared`, none of them meets another;
    `notFinite`, a product is no number; `stationary`, the gradients cancel, whatever counts; `negative`, a loss would
    be unlearnt; `unsolved`, the computation did not settle.
    """


@dataclass
class Weighing:
    """What a rule is asked about: a step's batch and loss, before the step is taken."""

    seed: int
    step: int
    # By head what it says of the batch, and of each term of the loss its value, its head, and what it counts.
    outputs: dict
    values: list[Tensor]
    heads: list[str]
    counts: list[float]
    # The parameters of the trunk.
    trunk: list[Tensor]
    # Replaces tensors by their means over all processes; None where there is one process.
    average: Callable[[list[Tensor]], None] | None = None

    def terms_of(self, head: str) -> list[int]:
        """The places of a head's terms that count at this step."""
        return [at for at, (own, count) in enumerate(zip(self.heads, self.counts)) if own == head and count != 0]

    def losses(self) -> list[Tensor | None]:
        """Each head's loss; None where nothing counts."""
        found = []
        for head in self.outputs:
            terms = self.terms_of(head)
            found.append(sum(self.counts[at] * self.values[at] for at in terms) if terms else None)
        return found


class Rule:
    """
    Says every few steps what each head's loss counts in the gradient; that holds until it is asked again.

    `weights` are in the order of the heads, None while the losses are added as they are; `fallbacks` counts why they
    were, by the reasons of NoAnswer.
    """

    def __init__(self, every: int):
        self.every = every
        self.weights: list[float] | None = None
        self.fallbacks: Counter[str] = Counter()
        # What was found at the last weighing: a reason, or none.
        self.fallback: str | None = None
        self.met: list[int] | None = None

    def weigh(self, weighing: Weighing) -> None:
        try:
            if len(weighing.outputs) < 2:
                raise NoAnswer("single")
            self.weights = [float(weight) for weight in self.answer(weighing)]
            self.fallback = None
        except NoAnswer as reason:
            self.add_up(str(reason))

    def add_up(self, reason: str) -> None:
        """The losses are added until the next weighing."""
        self.weights = None
        self.fallback = reason
        self.fallbacks[reason] += 1

    def answer(self, weighing: Weighing) -> np.ndarray:
        """What each head's loss counts. Raises NoAnswer where the rule does not say."""
        raise NotImplementedError

    def inner_products(self, weighing: Weighing) -> np.ndarray:
        """Of the gradients of each head's loss on what branches share with main: [heads, heads]."""
        if self.met is None:
            self.met = shared(weighing.outputs, weighing.trunk)
        parameters = [weighing.trunk[at] for at in self.met]
        rows = [gradient(loss, parameters) for loss in weighing.losses()]
        if weighing.average is not None and parameters:
            weighing.average(rows)
        stacked = torch.stack(rows).double()
        return (stacked @ stacked.T).cpu().numpy()

    def state(self) -> dict:
        return {"weights": self.weights, "fallbacks": dict(self.fallbacks)}

    def restore(self, state: dict) -> None:
        self.weights = state["weights"]
        self.fallbacks = Counter(state["fallbacks"])


def shared(outputs: dict, trunk: list[Tensor]) -> list[int]:
    """The places of the trunk's parameters that a branch's head depends on, too: where the losses meet."""
    # Before the classifier, which in some heads only watches.
    branches = [output.embedding.sum() for head, output in outputs.items() if head != "main"]
    learnt = [told for told in branches if told.requires_grad]
    if not learnt:
        return []
    found = torch.autograd.grad(sum(learnt), trunk, retain_graph=True, allow_unused=True)
    return [at for at, own in enumerate(found) if own is not None]


def gradient(loss: Tensor | None, parameters: list[Tensor]) -> Tensor:
    """Of a loss by parameters, as one vector; zeros where it does not depend on them."""
    found = [None] * len(parameters)
    if loss is not None and loss.requires_grad and parameters:
        found = torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True)
    parts = [torch.zeros_like(one) if own is None else own for one, own in zip(parameters, found)]
    return torch.cat([part.flatten() for part in parts]) if parts else torch.zeros(0)
