from __future__ import annotations

import numpy as np
import torch
from draws import draws_at, stream_key
from torch import Tensor, nn


class Dropout(nn.Module):
    """
    Dropout whose masks are draws of (seed, name, step), as in the lab: a run can be followed to the mask.

    `Network.draw_from` says which step it is and which rows of the batch are seen. For other masks take nn.Dropout.
    """

    def __init__(self, rate: float):
        super().__init__()
        self.rate = rate
        self.draws_name = ""
        self.seed = 0
        self.step = 0
        self.rows: np.ndarray | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        # The lab counts a map's values with the channels last.
        shape = (*x.shape[2:], x.shape[1])
        size = x[0].numel()
        rows = np.arange(len(x)) if self.rows is None else self.rows
        key = stream_key(self.seed, "dropout", self.draws_name, self.step)
        draws = draws_at(key, rows[:, None] * size + np.arange(1, size + 1))
        kept = torch.from_numpy(draws >= self.rate * 2**32).reshape(len(x), *shape).movedim(-1, 1)
        return x * kept.to(x.device, x.dtype) / (1 - self.rate)
