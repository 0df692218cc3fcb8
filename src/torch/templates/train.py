"""
Trains the experiment's arms, one after the other; side by side where they have to run out of patience together.

    python train.py                                   on this machine
    torchrun --nproc_per_node=4 train.py --bf16       on four GPUs
    python train.py --arm b --resume                  one arm, going on where it was left
"""

from __future__ import annotations

import argparse
import csv
import math
import os
from collections.abc import Generator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

import parallel
import settings
from agreement import agreement, untouched
from data import Batches, normalised, set_apart
from images import Images, Splits, load
from losses import LOSSES, Losses
from model import NETWORKS, Network

if TYPE_CHECKING:
    from combine import Rule

HERE = Path(__file__).parent
# The label of pictures without an identity.
NOBODY = 0xFFFF
# What stands for a head where there is room for one number.
HEADLINE = "accuracy/main" if settings.RETRIEVAL is None else "map/main"


def learning_rate(step: int) -> float:
    """Of a zero-based step: warm-up, decay and cuts multiply."""
    budget = settings.BUDGET
    rate = settings.LEARNING_RATE * min(1, (step + 1) / max(1, math.floor(settings.WARMUP * budget)))
    rate *= (1 / 3) ** sum(step >= cut for cut in settings.CUTS)
    if settings.SCHEDULE == "cosine":
        return rate * 0.5 * (1 + math.cos(math.pi * step / budget))
    if settings.SCHEDULE == "step":
        return rate * settings.DROP ** sum(step >= percent * budget // 100 for percent in settings.MILESTONES)
    return rate


def make_optimizer(network: Network, rates: dict[str, float]) -> torch.optim.Optimizer:
    """
    Weight decay covers all parameters, batch norms and biases included, as the authors of the methods have it. The
    own layers of a branch learn at its rate, a multiple of the trunk's learning rate; at the trunk's where it has none.
    """
    chosen = settings.OPTIMIZER
    decay = chosen["weightDecay"]
    trained = [(name, parameter) for name, parameter in network.named_parameters() if parameter.requires_grad]
    parameters = [
        {"params": [parameter for name, parameter in trained if head_of(name) == head], "factor": rates.get(head, 1.0)}
        for head in heads_of(network)
    ]
    if chosen["kind"] == "sgd":
        momentum = chosen["momentum"]
        nesterov = chosen["nesterov"] and momentum > 0
        return torch.optim.SGD(parameters, lr=1.0, momentum=momentum, nesterov=nesterov, weight_decay=decay)
    kind = torch.optim.AdamW if chosen["decoupled"] else torch.optim.Adam
    betas = chosen["beta1"], chosen["beta2"]
    return kind(parameters, lr=1.0, betas=betas, eps=chosen["epsilon"], weight_decay=decay)


class Arm:
    """A network under its method, its optimiser, and a frozen teacher where the method has one."""

    def __init__(self, name: str, device: str = "cpu", dtype: torch.dtype = torch.float32, bf16: bool = False):
        self.name = name
        self.device = device
        self.dtype = dtype
        self.bf16 = bf16
        self.network = NETWORKS[name]()
        self.network.load_state_dict(first_weights(name), strict=False)
        self.network.to(device, dtype)
        self.losses: Losses = LOSSES[name]().to(device, dtype)
        self.teacher = teacher_of(name, device, dtype)
        self.optimizer = make_optimizer(self.network, settings.RATES.get(name, {}))
        self.rows: np.ndarray | None = None
        self.heads = heads_of(self.network)
        self.turns: list[str | None] = self.heads if name in settings.ALTERNATING else [None]
        self.rule = rule_of(name)
        # What the main head came to at each evaluation, where patience goes by it.
        self.readings: list[float] = []

    def outputs(self, images: Tensor, step: int) -> dict:
        """Every head's output for the whole batch, the teacher's under `teacher.`."""
        images = images.to(self.device, self.dtype)
        count = settings.BATCH_SIZE * settings.VIEWS
        autocast = torch.autocast(self.device.split(":")[0], torch.bfloat16) if self.bf16 else nullcontext()
        with autocast:
            self.network.draw_from(settings.SEED, step, self.rows)
            outputs = self.network(images)
            if self.teacher is not None:
                with torch.no_grad():
                    taught = self.teacher(images)
                outputs |= {f"teacher.{head}": output for head, output in taught.items()}
        if self.rows is None:
            return outputs
        return {head: parallel.gathered(output, self.rows, count) for head, output in outputs.items()}

    def step(self, images: Tensor, labels: Tensor, step: int) -> list[float]:
        """One step: every term's value before it. Networks that take turns are updated one after the other."""
        self.network.train()
        labels = labels.to(self.device)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(step) * group["factor"]
        parameters = dict(self.network.named_parameters())
        if self.rule is not None and step % self.rule.every == 0:
            self.weigh(images, labels, step)
        coefficients = self.coefficients(step)
        values = [math.nan] * len(coefficients)
        joined = step >= settings.TRUNK_FIRST.get(self.name, 0) * settings.BUDGET
        learning = [name for name in parameters if joined or head_of(name) == "main"]
        for turn in self.turns:
            outputs = self.outputs(images, step)
            terms = self.losses(outputs, labels, parameters, settings.VIEWS)
            mine = [turn is None or term.branch == turn for term in self.losses.terms]
            total = sum(
                weight * term for own, term, (_, weight) in zip(mine, terms, coefficients) if own and weight != 0
            )
            self.optimizer.zero_grad(set_to_none=True)
            if isinstance(total, Tensor) and total.requires_grad:
                total.backward()
            self.update([name for name in learning if turn is None or head_of(name) == turn], parameters)
            self.losses.follow(outputs)
            values = [term.item() if own else value for own, term, value in zip(mine, terms, values)]
        return values

    def coefficients(self, step: int) -> list[tuple[float, float]]:
        """What each term counts at a step: in the total that is reported, and in the gradient."""
        coefficients = self.losses.coefficients(step, settings.BUDGET, settings.SEED)
        if self.rule is None or self.rule.weights is None:
            return coefficients
        weights = dict(zip(self.heads, self.rule.weights))
        return [
            (value, weight * weights[term.branch]) for term, (value, weight) in zip(self.losses.terms, coefficients)
        ]

    def weigh(self, images: Tensor, labels: Tensor, step: int) -> None:
        """Asks the rule what each head's loss counts from this step on. Changes nothing of the network."""
        from combine import Weighing

        if self.turns != [None]:
            # Networks that take turns share nothing.
            return self.rule.add_up("unshared")
        parameters = dict(self.network.named_parameters())
        with untouched(self.network):
            outputs = self.outputs(images, step)
        self.rule.weigh(
            Weighing(
                seed=settings.SEED,
                step=step,
                outputs={head: outputs[head] for head in self.heads},
                values=self.losses(outputs, labels, parameters, settings.VIEWS),
                heads=[term.branch for term in self.losses.terms],
                counts=[weight for _, weight in self.losses.coefficients(step, settings.BUDGET, settings.SEED)],
                trunk=[parameter for name, parameter in parameters.items() if head_of(name) == "main"],
                average=None if self.rows is None else parallel.average,
            )
        )

    def weighed(self) -> dict[str, float]:
        """What the last weighing found: what each head's loss counts, and why the sum stands in where it does."""
        weights = self.rule.weights or [1.0] * len(self.heads)
        found = {f"weight/{head}": weight for head, weight in zip(self.heads, weights)}
        return found if self.rule.fallback is None else {**found, f"sum instead/{self.rule.fallback}": 1.0}

    def update(self, names: list[str], parameters: dict[str, Tensor]) -> None:
        """Moves the named parameters, the gradient clipped; those without one go on with momentum and weight decay."""
        own = set(names)
        for name, parameter in parameters.items():
            if name not in own:
                parameter.grad = None
            elif parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        if self.rows is not None and names:
            parallel.average([parameters[name].grad for name in names])
        if self.name in settings.CLIP:
            torch.nn.utils.clip_grad_norm_([parameters[name] for name in names], settings.CLIP[self.name])
        self.optimizer.step()

    @torch.no_grad()
    def evaluate(self, images: Images, count: int) -> dict[str, float]:
        """By measure and head: the share of the first images that a head classifies rightly, or how it finds people."""
        self.network.train(False)
        found: dict[str, list[np.ndarray]] = {}
        sought = settings.RETRIEVAL is not None
        count = len(images.labels) if sought else count
        for start in range(0, count, 512):
            batch = torch.from_numpy(normalised(images.images[start : min(count, start + 512)]))
            for head, output in self.network(batch.to(self.device, self.dtype)).items():
                told = output.unit if sought else output.logits.argmax(1)
                found.setdefault(head, []).append(told.float().cpu().numpy())
        if sought:
            return retrieval(images, {head: np.concatenate(parts) for head, parts in found.items()})
        labels = images.labels[:count]
        return {f"accuracy/{head}": float((np.concatenate(parts) == labels).mean()) for head, parts in found.items()}

    def state(self, step: int) -> dict:
        return {
            "step": step,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "losses": self.losses.state_dict(),
            "rule": None if self.rule is None else self.rule.state(),
            "readings": self.readings,
        }

    def restore(self, state: dict) -> int:
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.losses.load_state_dict(state["losses"])
        if self.rule is not None:
            self.rule.restore(state["rule"])
        self.readings = state["readings"]
        return state["step"]


def retrieval(images: Images, embeddings: dict[str, np.ndarray]) -> dict[str, float]:
    """
    Mean average precision, and the share of queries whose first answer is right (Zheng et al. 2015).

    What shows the query's own identity by the same camera, and pictures of nobody, are left out of its gallery.
    """
    layout = settings.RETRIEVAL
    index = np.arange(len(images.labels))
    if "queriesFirst" in layout:
        asked = index < layout["queriesFirst"]
    else:
        asked = index % layout["pictures"] < layout["queries"]
    cameras = np.zeros(len(index), dtype=int) if images.cameras is None else images.cameras
    gallery = index[~asked & (images.labels != NOBODY)]
    found: dict[str, float] = {}
    for head, unit in embeddings.items():
        precisions, firsts = [], []
        for query in index[asked]:
            own = gallery[(images.labels[gallery] != images.labels[query]) | (cameras[gallery] != cameras[query])]
            ranked = own[np.argsort(-(unit[own] @ unit[query]), kind="stable")]
            hits = np.flatnonzero(images.labels[ranked] == images.labels[query])
            if len(hits) > 0:
                precisions.append(float(np.mean(np.arange(1, len(hits) + 1) / (hits + 1))))
                firsts.append(float(hits[0] == 0))
        found[f"map/{head}"], found[f"cmc1/{head}"] = float(np.mean(precisions)), float(np.mean(firsts))
    return found


def first_weights(name: str) -> dict[str, Tensor]:
    """What an arm starts with: what the seed draws, and over it the weights that the experiment starts from."""
    drawn = load_file(HERE / f"weights/{name}.safetensors")
    if name not in settings.STARTS:
        return drawn
    path = HERE / f"weights/{name}.start.safetensors"
    if not path.exists():
        raise SystemExit(
            f"{path} is missing: arm {name} starts from the weights {settings.STARTS[name]}; put them there"
        )
    given = {key: value for key, value in load_file(path).items() if not key.endswith("num_batches_tracked")}
    odd = [key for key, value in given.items() if key not in drawn or value.shape != drawn[key].shape]
    if odd:
        raise SystemExit(f"{path} holds the weights of another network: {', '.join(odd[:12])}")
    return {**drawn, **given}


def teacher_of(name: str, device: str, dtype: torch.dtype) -> Network | None:
    """The frozen network that an arm learns from."""
    if name not in settings.TEACHERS:
        return None
    path = HERE / f"weights/{name}.teacher.safetensors"
    if not path.exists():
        raise SystemExit(
            f"{path} is missing: arm {name} learns from the run with weights {settings.TEACHERS[name]}; put them there"
        )
    teacher = NETWORKS[name]().to(device, dtype).train(False).requires_grad_(False)
    teacher.load_state_dict(load_file(path), strict=False)
    return teacher


def rule_of(name: str) -> Rule | None:
    """What says how an arm's losses are combined; None where they are added."""
    if name not in settings.COMBINED:
        return None
    from combine import RULES

    return RULES[name]()


def head_of(parameter: str) -> str:
    """The head that a parameter belongs to."""
    parts = parameter.split(".")
    return parts[1] if parts[0] == "branches" else "main"


def heads_of(network: Network) -> list[str]:
    return ["main", *network.branches]


class Log:
    """What is written of a run: a table, and events for TensorBoard."""

    def __init__(self, folder: Path, terms: list[str], goes_on: bool):
        from torch.utils.tensorboard import SummaryWriter

        folder.mkdir(parents=True, exist_ok=True)
        self.events = SummaryWriter(str(folder))
        self.file = (folder / "log.csv").open("a" if goes_on else "w", newline="")
        self.table = csv.writer(self.file)
        self.terms = terms
        if not goes_on:
            self.table.writerow(["step", "name", "value"])

    def write(self, step: int, values: dict[str, float | None]) -> None:
        for name, value in values.items():
            if value is None:
                continue
            self.table.writerow([step, name, repr(float(value))])
            self.events.add_scalar(name, value, step)
        self.file.flush()

    def close(self) -> None:
        self.file.close()
        self.events.close()


def train_arm(
    name: str, arguments: argparse.Namespace, splits: Splits, rank: int, world: int
) -> Generator[float, bool | None, None]:
    """
    Trains an arm. Where the experiment has patience, it hands out what the main head came to at each evaluation, and
    ends there once it is sent True.
    """
    train, test = splits.train, splits.test
    among, validation = set_apart(train.labels, settings.VALIDATION_IMAGES)
    watched, split = test, "test"
    if len(validation) > 0:
        watched, split = Images(train.images[validation], train.labels[validation]), "validation"
    elif settings.OWN_VALIDATION and splits.validation is not None:
        watched, split = splits.validation, "validation"
    batches = Batches(train, among)
    arm = Arm(name, arguments.device, torch.float64 if arguments.double else torch.float32, arguments.bf16)
    rows = np.array_split(np.arange(settings.BATCH_SIZE), world)[rank]
    if world > 1:
        parallel.sync_norms(arm.network)
        arm.rows = np.concatenate([rows + view * settings.BATCH_SIZE for view in range(settings.VIEWS)])
    folder = arguments.out / name
    checkpoint = folder / "checkpoint.pt"
    first = 0
    if arguments.resume and checkpoint.exists():
        first = arm.restore(torch.load(checkpoint, map_location=arguments.device))
    log = Log(folder, [term.name for term in arm.losses.terms], first > 0) if rank == 0 else None
    last = min(settings.BUDGET, arguments.steps or settings.BUDGET)
    for value in list(arm.readings):
        if (yield value):
            last = first
    for step in range(first, last):
        if step > 0 and step % settings.EVALUATE_EVERY == 0:
            found: dict[str, float] = {}
            if log is not None:
                found = arm.evaluate(watched, min(settings.EVALUATE_IMAGES, len(watched.labels)))
                log.write(step, {f"{split}/{name}": value for name, value in found.items()})
            if settings.PATIENCE > 0:
                value = parallel.told(found.get(HEADLINE, 0.0), arm.device, world)
                arm.readings.append(value)
                if (yield value):
                    last = step
                    break
        images, labels = batches(step, rows if world > 1 else None)
        if world > 1:
            _, labels = batches(step)
        if log is not None and world == 1 and settings.PROBE_EVERY and step % settings.PROBE_EVERY == 0:
            arm.network.draw_from(settings.SEED, step)
            found = agreement(
                arm.network, arm.losses, images.to(arm.device, arm.dtype), labels.to(arm.device), settings.VIEWS
            )
            log.write(
                step, {f"agreement/{branch}/{stage}": c for branch, own in found.items() for stage, c in own.items()}
            )
        values = arm.step(images, labels, step)
        if log is not None:
            weights = arm.losses.coefficients(step, settings.BUDGET, settings.SEED)
            total = sum(weight * value for value, (weight, _) in zip(values, weights))
            terms = {f"loss/{term.name}": value for term, value in zip(arm.losses.terms, values)}
            log.write(step + 1, {"loss/total": total, **terms, "learning rate": learning_rate(step)})
            if arm.rule is not None and step % arm.rule.every == 0:
                log.write(step + 1, arm.weighed())
            if (step + 1) % arguments.save_every == 0:
                torch.save(arm.state(step + 1), checkpoint)
    if log is None:
        return
    torch.save(arm.state(last), checkpoint)
    weights = {
        key: value.float().cpu().contiguous()
        for key, value in arm.network.state_dict().items()
        if value.dtype.is_floating_point
    }
    save_file(weights, folder / "final.safetensors", {"link": settings.LINK, "step": str(last), "arm": name})
    final = arm.evaluate(test, len(test.labels))
    log.write(last, {f"final/{name}": value for name, value in final.items()})
    print(f"{settings.ARMS[name]}: " + ", ".join(f"{measure} {value:.3f}" for measure, value in final.items()))
    if arm.rule is not None and arm.rule.fallbacks:
        told = ", ".join(f"{reason} {count} times" for reason, count in arm.rule.fallbacks.items())
        print(f"{settings.ARMS[name]}: the rule had no answer, and losses were added: {told}")
    log.close()


def until_spent(runs: list[Generator[float, bool | None, None]]) -> None:
    """
    Trains arms from evaluation to evaluation, side by side, and ends all of them once no arm has done better than its
    best so far for as many evaluations in a row as the experiment's patience.
    """
    best: list[float] | None = None
    since = 0
    values = [advanced(run, None) for run in runs]
    while None not in values:
        found = [value if math.isfinite(value) else 0.0 for value in values]
        better = best is None or any(value > most for value, most in zip(found, best))
        best = found if best is None else [max(pair) for pair in zip(found, best)]
        since = 0 if better else since + 1
        values = [advanced(run, since >= settings.PATIENCE) for run in runs]


def advanced(run: Generator[float, bool | None, None], spent: bool | None) -> float | None:
    """The next of a run's readings; None at its end."""
    try:
        return run.send(spent)
    except StopIteration:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arm", choices=list(settings.ARMS), help="one arm; all of them when absent")
    parser.add_argument("--data", type=Path, help="where the images are, if they are not drawn")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="where logs and weights go")
    parser.add_argument("--steps", type=int, help="stop after so many steps; the schedule still covers the budget")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action="store_true", help="compute in bfloat16 where that is safe")
    parser.add_argument("--double", action="store_true", help="compute in double precision")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--save-every", type=int, default=200, help="steps between two checkpoints")
    arguments = parser.parse_args()
    if arguments.device == "cuda" and "LOCAL_RANK" in os.environ:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    rank, world = parallel.start(arguments.device)
    torch.manual_seed(settings.SEED)
    splits = load(arguments.data)
    arms = [arguments.arm] if arguments.arm else list(settings.ARMS)
    if settings.PATIENCE > 0:
        until_spent([train_arm(name, arguments, splits, rank, world) for name in arms])
    else:
        for name in arms:
            advanced(train_arm(name, arguments, splits, rank, world), None)
    parallel.end(world)


if __name__ == "__main__":
    main()
