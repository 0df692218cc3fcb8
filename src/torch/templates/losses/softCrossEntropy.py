from __future__ import annotations

from base import Term
from torch import Tensor
from torch.nn import functional as F


class SoftCrossEntropy(Term):
    """Cross-entropy with a teacher's softened guess as the label."""

    def __init__(
        self,
        name: str,
        student: str,
        teacher: str,
        temperature: float = 1.0,
        constant_teacher: bool = True,
        **counts,
    ):
        super().__init__(name, student, **counts)
        self.student = student
        self.teacher = teacher
        self.temperature = temperature
        self.constant_teacher = constant_teacher

    def rows(self, outputs: dict, labels: Tensor) -> Tensor:
        imitated = outputs[self.teacher].logits
        if self.constant_teacher:
            imitated = imitated.detach()
        teacher = F.softmax(imitated / self.temperature, dim=1)
        student = F.log_softmax(outputs[self.student].logits / self.temperature, dim=1)
        return -(teacher * student).sum(1)
