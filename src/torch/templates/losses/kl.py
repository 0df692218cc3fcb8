from __future__ import annotations

from base import Term
from torch import Tensor
from torch.nn import functional as F


class KL(Term):
    """One head mimics another: KL(softmax(teacher / T) ‖ softmax(student / T)), times T² where `squared`."""

    def __init__(
        self,
        name: str,
        student: str,
        teacher: str,
        temperature: float = 1.0,
        squared: bool = False,
        constant_teacher: bool = True,
        **counts,
    ):
        super().__init__(name, student, **counts)
        self.student = student
        self.teacher = teacher
        self.temperature = temperature
        self.squared = squared
        self.constant_teacher = constant_teacher

    def rows(self, outputs: dict, labels: Tensor) -> Tensor:
        imitated = outputs[self.teacher].logits
        if self.constant_teacher:
            imitated = imitated.detach()
        teacher = F.log_softmax(imitated / self.temperature, dim=1)
        student = F.log_softmax(outputs[self.student].logits / self.temperature, dim=1)
        factor = self.temperature**2 if self.squared else 1.0
        return factor * (teacher.exp() * (teacher - student)).sum(1)
