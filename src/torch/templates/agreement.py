"""
Agreement: whether the heads' label losses pull the parameters that they share the same way.

    python agreement.py --arm b --weights runs/b/final.safetensors
"""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import Tensor, nn

import settings
from losses import LOSSES, CrossEntropy, Losses
from model import NETWORKS, Network

# Below this a norm is rounding noise.
SMALLEST_NORM = 1e-12


@contextmanager
def untouched(network: Network):
    """Batch statistics are used, and running statistics stay as they are."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    was_training = network.training
    network.train()
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        network.train(was_training)
        for norm, momentum in zip(norms, momenta):
            norm.momentum = momentum


def label_term(losses: Losses, head: str) -> CrossEntropy:
    """The head's cross-entropy as such: without smoothing, gate, or weights by image."""
    for term in losses.terms:
        plain = isinstance(term, CrossEntropy) and term.smoothing == 0 and term.gate is None and term.weigh is None
        if plain and term.head == head:
            return term
    return CrossEntropy(f"probe/ce/{head}", head)


def label_gradients(
    network: Network, losses: Losses, images: Tensor, labels: Tensor, views: int
) -> dict[str, dict[str, Tensor]]:
    """By head, the gradient of its label loss for every parameter behind it. Changes nothing of the network."""
    parameters = {name: parameter for name, parameter in network.named_parameters() if parameter.requires_grad}
    with untouched(network):
        outputs = network(images, probe=True)
    found = {}
    for head in outputs:
        value = label_term(losses, head)(outputs, labels, parameters, views)
        gradients = torch.autograd.grad(value, list(parameters.values()), retain_graph=True, allow_unused=True)
        found[head] = {name: gradient for name, gradient in zip(parameters, gradients) if gradient is not None}
    return found


def cosine(a: dict[str, Tensor], b: dict[str, Tensor], prefix: str = "") -> float | None:
    """Of two losses' gradients on what both depend on; None where one of them vanishes or they share nothing."""
    shared = [name for name in a if name in b and name.startswith(prefix)]
    if not shared:
        return None
    product = sum((a[name] * b[name]).sum() for name in shared)
    norms = [sum(own[name].square().sum() for name in shared).sqrt() for own in (a, b)]
    if min(norms) < SMALLEST_NORM:
        return None
    return (product / (norms[0] * norms[1])).clamp(-1, 1).item()


def agreement(network: Network, losses: Losses, images: Tensor, labels: Tensor, views: int = 1) -> dict[str, dict]:
    """By branch the cosine with main: `all` of it, and by stage."""
    gradients = label_gradients(network, losses, images, labels, views)
    main = gradients["main"]
    return {
        branch: {
            "all": cosine(main, own),
            **{stage: cosine(main, own, f"{stage}.") for stage in network.stages},
        }
        for branch, own in gradients.items()
        if branch != "main"
    }


def main() -> None:
    from safetensors.torch import load_file

    from data import normalised, set_apart
    from images import load

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arm", choices=list(settings.ARMS), default=next(iter(settings.ARMS)))
    parser.add_argument("--weights", type=Path, help="a file of weights; the initial ones when absent")
    parser.add_argument("--data", type=Path, help="where the images are, if they are not drawn")
    parser.add_argument("--batches", type=int, default=4, help="batches of 128 images that are averaged")
    arguments = parser.parse_args()
    network = NETWORKS[arguments.arm]()
    network.load_state_dict(
        load_file(arguments.weights or Path(__file__).parent / f"weights/{arguments.arm}.safetensors"), strict=False
    )
    losses = LOSSES[arguments.arm]()
    train = load(arguments.data).train
    among, _ = set_apart(train.labels, settings.VALIDATION_IMAGES)
    for batch in range(arguments.batches):
        rows = among[batch * 128 : (batch + 1) * 128]
        images = torch.from_numpy(normalised(train.images[rows]))
        labels = torch.from_numpy(train.labels[rows]).long()
        for branch, cosines in agreement(network, losses, images, labels).items():
            told = "  ".join(f"{stage} {value:+.3f}" for stage, value in cosines.items() if value is not None)
            print(f"batch {batch}  {branch}: {told}")


if __name__ == "__main__":
    main()
