from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F


@dataclass
class Output:
    """What a head says of a batch, and the map that it read."""

    logits: Tensor
    # The vector before the classifier, without its dropout; of unit length in projection heads.
    embedding: Tensor
    # Of the map that the head starts from, and of the same before the head's own batch norm and ReLU where it has them.
    variance: Tensor
    raw_variance: Tensor

    @property
    def unit(self) -> Tensor:
        """The embedding in unit length."""
        return F.normalize(self.embedding)


def variance_of(features: Tensor) -> Tensor:
    """The variance over all values of each image's map, [rows]: a constant for the gradient."""
    values = features.detach().flatten(1)
    return values.var(1, unbiased=values.shape[1] > 1)
