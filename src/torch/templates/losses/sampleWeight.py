from __future__ import annotations

import torch
from torch import Tensor, nn


class SampleWeight(nn.Module):
    """
    The weight of each image in the bias loss (Abrahamyan et al. 2021): exp(α v̂) − β, v̂ its features' scaled variance.

    Scaled within the batch, or from the smallest variance seen so far (`running`). A batch without range gives weight
    1. With `raw` the variance is of the map before the head's own batch norm and ReLU.
    """

    def __init__(
        self, head: str, alpha: float, beta: float, running: bool = True, mean: bool = False, raw: bool = False
    ):
        super().__init__()
        self.head = head
        self.alpha = alpha
        self.beta = beta
        self.running = running
        self.takes_mean = mean
        self.raw = raw
        # Above every variance, as in the authors' code.
        self.register_buffer("lowest", torch.tensor(1e5))

    @torch.no_grad()
    def forward(self, outputs: dict) -> Tensor:
        variance = self.variance(outputs)
        smallest, spread = variance.min(), variance.max() - variance.min()
        low = torch.minimum(smallest, self.lowest.to(variance.dtype)) if self.running else smallest
        weights = ((variance - low) / spread.clamp(min=1e-12) * self.alpha).exp() - self.beta
        weights = torch.where(spread < 1e-12, torch.ones_like(weights), weights)
        return weights.mean().expand_as(weights) if self.takes_mean else weights

    @torch.no_grad()
    def follow(self, outputs: dict) -> None:
        self.lowest.copy_(torch.minimum(self.lowest, self.variance(outputs).min().to(self.lowest.dtype)))

    def variance(self, outputs: dict) -> Tensor:
        output = outputs[self.head]
        return output.raw_variance if self.raw else output.variance
