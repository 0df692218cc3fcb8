"""
One process or several. A batch is divided among the processes; batch norms take the statistics of the whole batch, and
every process computes the loss of the whole batch, so that several are as one, whatever a method compares.
"""

from __future__ import annotations

import os

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn

from model import Network, Output


def start(device: str) -> tuple[int, int]:
    """Joins the other processes that torchrun or srun started. Returns this one's rank, and how many there are."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
        return dist.get_rank(), dist.get_world_size()
    return 0, 1


def end(world: int) -> None:
    """Leaves together: who ends alone takes the others' connections away."""
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


class Sum(torch.autograd.Function):
    """The sum over all processes; its gradient is the sum of theirs."""

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        total = x.clone()
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:
        total = gradient.contiguous().clone()
        dist.all_reduce(total)
        return total


class SyncedNorm(nn.BatchNorm2d):
    """Batch norm with the statistics of all processes' rows."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return super().forward(x)
        count = x.numel() // x.shape[1] * dist.get_world_size()
        mean = Sum.apply(x.sum((0, 2, 3))) / count
        centred = x - mean[:, None, None]
        variance = Sum.apply(centred.square().sum((0, 2, 3))) / count
        with torch.no_grad():
            self.running_mean.lerp_(mean.to(self.running_mean.dtype), self.momentum)
            self.running_var.lerp_((variance * count / max(1, count - 1)).to(self.running_var.dtype), self.momentum)
        unit = centred * (variance + self.eps).rsqrt()[:, None, None]
        return unit * self.weight[:, None, None] + self.bias[:, None, None]


def sync_norms(network: Network) -> None:
    """Makes every batch norm of a network one of all processes' rows."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = SyncedNorm


def gathered(output: Output, rows: np.ndarray, count: int) -> Output:
    """A head's output for all `count` rows of a batch, of which this process has `rows`."""
    places = torch.from_numpy(rows).to(output.logits.device)

    def whole(part: Tensor) -> Tensor:
        return Sum.apply(part.new_zeros(count, *part.shape[1:]).index_copy(0, places, part))

    return Output(whole(output.logits), whole(output.embedding), whole(output.variance), whole(output.raw_variance))


def told(value: float, device: str, world: int) -> float:
    """What the first process says."""
    if world == 1:
        return value
    said = torch.tensor(value, dtype=torch.float64, device=device)
    dist.broadcast(said, 0)
    return said.item()


def average(gradients: list[Tensor]) -> None:
    """Replaces gradients by their means over all processes, in one message."""
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    for gradient, mean in zip(gradients, flat.split([gradient.numel() for gradient in gradients])):
        gradient.copy_(mean.view_as(gradient))
