"""
Runs exported projects in double precision on exported batches, and compares with what the lab's engines say.

    python compare.py FOLDER

FOLDER has a folder for each case: the project, `batches.safetensors`, and `expected.<engine>.safetensors` for each
engine. The counts, the worst errors and what is wrong go to FOLDER/result.json.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file

import torch

STEPS = 3
# Of the largest value of a tensor, of parameters and statistics of how far they moved; of a cosine itself. It is
# float32 against float64, with batch norms over few values.
TOLERANCES = {
    "logits": 1e-4,
    "onnx": 1e-4,
    "loss": 1e-4,
    "gradient": 5e-4,
    "agreement": 1e-3,
    "schedule": 1e-6,
    "weight": 1e-4,
    "no answer": 0.0,
    "statistic": 1e-2,
    "parameter": 1e-2,
    "state": 1e-4,
    "batch": 0.0,
}
# An engine may be off by so many times what rounding alone does to PyTorch.
FACTOR = 10
# In float64, so many times from weights that are moved by up to four roundings of float32.
MOVES = 5
MOVED = 2.0**-22
MODULES = [
    "settings",
    "model",
    "losses",
    "combine",
    "data",
    "augment",
    "images",
    "draws",
    "train",
    "parallel",
    "agreement",
]


class Comparison:
    def __init__(self):
        self.counts: dict[str, int] = {}
        self.worst: dict[str, tuple[float, str]] = {}
        self.failures: list[str] = []
        self.magnified: dict[str, int] = {}

    def tensor(self, kind: str, name: str, got, want, least: float = 0.0, rounding=None) -> None:
        """`rounding` says of a size what rounding alone is off by, as a share of it."""
        got, want = np.asarray(got, dtype=np.float64), np.asarray(want, dtype=np.float64)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if got.size != want.size:
            self.failures.append(f"{name}: PyTorch has {got.shape}, the engine {want.shape}")
            return
        largest = max(least, float(np.abs(want).max(initial=0))) or 1.0
        error = float(np.abs(got.reshape(-1) - want.reshape(-1)).max(initial=0)) / largest
        if error <= TOLERANCES[kind]:
            if not error <= self.worst.get(kind, (-1.0, ""))[0]:
                self.worst[kind] = (error, name)
            return
        alone = rounding(largest) if rounding is not None else 0.0
        if error <= FACTOR * alone:
            self.magnified[kind] = self.magnified.get(kind, 0) + 1
            return
        self.failures.append(
            f"{name}: {kind} is off by {error:.2e} of its largest value, rounding alone by {alone:.2e}"
        )


def forget(folder: Path) -> None:
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.path[:] = [path for path in sys.path if path != str(folder)]


def images_of(stored: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(stored).permute(0, 3, 1, 2).double()


def numbers(
    batches: list, dtype: torch.dtype, move: int | None = None
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Everything that the project says of its first steps, and what it starts from, which `move` moves a little."""
    settings = importlib.import_module("settings")
    train = importlib.import_module("train")
    agreement = importlib.import_module("agreement")
    found: dict[str, np.ndarray] = {}
    arm = train.Arm("a", dtype=dtype)
    if move is not None:
        chance = torch.Generator().manual_seed(move)
        with torch.no_grad():
            for parameter in arm.network.parameters():
                parameter.mul_(1 + MOVED * (2 * torch.rand(parameter.shape, generator=chance, dtype=dtype) - 1))
    start = {name: value.clone().double().numpy() for name, value in arm.network.state_dict().items()}
    images, labels = batches[0]
    images = images.to(dtype)
    with torch.no_grad():
        arm.network.eval()
        for head, output in arm.network(images).items():
            found[f"eval/{head}"] = output.logits.numpy()
    parameters = dict(arm.network.named_parameters())
    arm.network.train()
    with agreement.untouched(arm.network):
        outputs = arm.outputs(images, 0)
        terms = arm.losses(outputs, labels, parameters, settings.VIEWS)
    found["loss"] = torch.stack([term.detach() for term in terms]).numpy()
    for head, output in outputs.items():
        found[f"train/{head}"] = output.logits.detach().numpy()
    for term, value in zip(arm.losses.terms, terms):
        if not value.requires_grad:
            continue
        gradients = torch.autograd.grad(value, list(parameters.values()), retain_graph=True, allow_unused=True)
        for parameter, gradient in zip(parameters, gradients):
            if gradient is not None:
                found[f"grad/{term.name}/{parameter}"] = gradient.numpy()
    arm.network.draw_from(settings.SEED, 0)
    for branch, cosines in agreement.agreement(arm.network, arm.losses, images, labels, settings.VIEWS).items():
        for stage, cosine in cosines.items():
            found[f"agreement/{branch}/{stage}"] = np.array([np.nan if cosine is None else cosine])
    for step, (images, labels) in enumerate(batches):
        found[f"rate/{step}"] = np.array([train.learning_rate(step)])
        coefficients = arm.losses.coefficients(step, settings.BUDGET, settings.SEED)
        found[f"coefficients/{step}"] = np.array(coefficients).reshape(-1)
        found[f"losses/{step}"] = np.array(arm.step(images, labels, step))
        if arm.rule is not None:
            found[f"weight/{step}"] = np.array(arm.rule.weights or [1.0] * len(arm.heads))
            found[f"weighed/{step}"] = np.array(arm.coefficients(step)).reshape(-1)
            if step % arm.rule.every == 0 and arm.rule.fallback is not None:
                found[f"sum instead/{step}/{arm.rule.fallback}"] = np.ones(1)
    for parameter, value in arm.network.state_dict().items():
        if value.dtype.is_floating_point:
            found[f"after/{parameter}"] = value.double().numpy() - start[parameter]
    for term in arm.losses.terms:
        if term.weigh is not None and term.weigh.running:
            found[f"state/{term.name}"] = term.weigh.lowest.numpy().reshape(1)
    return found, start


def run_case(folder: Path, result: Comparison) -> None:
    sys.path.insert(0, str(folder))
    stored = load_file(folder / "batches.safetensors")
    batches = [(images_of(stored[f"x{step}"]), torch.from_numpy(stored[f"y{step}"]).long()) for step in range(STEPS)]
    about = json.loads((folder / "case.json").read_text())
    found, start = numbers(batches, torch.float64)
    rounding = Rounding(found, batches)
    for path in sorted(folder.glob("expected.*.safetensors")):
        engine = path.name.split(".")[1]
        expected = load_file(path)
        for key in expected:
            if key.startswith("after/"):
                expected[key] = expected[key].astype(np.float64) - start[key[len("after/") :]]
        compare(f"{about['name']} [{engine}]", found, expected, rounding, result)
    if (folder / "weighings.json").exists():
        compare_weighings(about["name"], json.loads((folder / "weighings.json").read_text()), result)
    run_onnx(about["name"], folder, batches[0][0], found["eval/main"], result)
    if about["draws"]:
        compare_batches(about["name"], batches, result)


def compare_weighings(name: str, weighings: dict, result: Comparison) -> None:
    """What the project's rule says of gradients that are given, those included that it has no answer for."""
    combine = importlib.import_module("combine")
    rule = combine.RULES["a"]()
    for asked in weighings["asked"]:
        inner = np.array(asked["inner"], dtype=np.float64)
        rule.inner_products = lambda _, inner=inner: inner
        heads = [str(head) for head in range(len(inner))]
        nothing = {"outputs": dict.fromkeys(heads), "values": [], "heads": [], "counts": [], "trunk": []}
        rule.weigh(combine.Weighing(seed=weighings["seed"], step=asked["step"], **nothing))
        said(name, asked, rule.weights, rule.fallback, result)
    for learnt in weighings["learnt"]:
        weights, reason = None, None
        try:
            weights, rule.learnt = rule.learn([one and tuple(one) for one in learnt["seen"]])
        except combine.NoAnswer as found:
            reason = str(found)
        said(name, learnt, weights, reason, result)


def said(name: str, wanted: dict, weights, reason: str | None, result: Comparison) -> None:
    if reason != wanted.get("fallback"):
        result.failures.append(f"{name}: of {wanted} the project says {reason or weights}")
    elif reason is None:
        result.tensor("weight", f"{name}: of gradients that are given", weights, wanted["weights"], 1.0)
    else:
        result.tensor("no answer", f"{name}: of gradients that are given", 0, 0)


class Rounding:
    """
    What rounding alone does to a case: PyTorch's own numbers in float32, and in float64 from weights that are moved by
    as much as rounding moves them, against those in float64. Asked only where an engine is further off than the
    tolerance: deep networks on maps of a pixel or two magnify rounding from step to step, whoever rounds, and a value
    may stand so near the bend of a ReLU that it falls to either side.
    """

    def __init__(self, found: dict[str, np.ndarray], batches: list):
        self.found = found
        self.batches = batches
        self.rounded: list[dict[str, np.ndarray]] = []

    def error(self, key: str, largest: float) -> float:
        if not self.rounded:
            self.rounded = [numbers(self.batches, torch.float32)[0]]
            self.rounded += [numbers(self.batches, torch.float64, move)[0] for move in range(MOVES)]
        if key not in self.rounded[0]:
            return 0.0
        keys = [key]
        if key.startswith("after/"):
            # Where rounding ends after three steps is chance: what it does to one tensor it may do to another.
            keys = [other for other in self.found if kind_of(other)[0] == kind_of(key)[0]]
        off = [
            float(np.abs(one[each].astype(np.float64) - self.found[each]).max())
            for one in self.rounded
            for each in keys
            if each in one
        ]
        return max(off) / largest


def run_onnx(name: str, folder: Path, images: torch.Tensor, wanted: np.ndarray, result: Comparison) -> None:
    """The network that ships: ONNX's own checker takes it, and its runtime computes the same logits."""
    for path in sorted(folder.glob("*.onnx")):
        onnx.checker.check_model(onnx.load(str(path)), full_check=True)
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        (logits,) = session.run(["logits"], {"images": images.float().numpy()})
        result.tensor("onnx", f"{name}: {path.name}", logits, wanted, 1.0)


def compare_batches(name: str, batches: list, result: Comparison) -> None:
    """The project's own data, to the bit."""
    data, images = importlib.import_module("data"), importlib.import_module("images")
    train = images.load().train
    among, _ = data.set_apart(train.labels, importlib.import_module("settings").VALIDATION_IMAGES)
    own = data.Batches(train, among)
    for step, (want, labels) in enumerate(batches):
        got, found = own(step)
        result.tensor("batch", f"{name}: images of step {step}", got.double(), want, 1.0)
        result.tensor("batch", f"{name}: labels of step {step}", found, labels, 1.0)


def kind_of(key: str) -> tuple[str, float]:
    """What a number is, and the size below which it is measured against that size."""
    kind = key.split("/")[0]
    if kind in ("eval", "train"):
        return "logits", 1.0
    if kind in ("loss", "losses"):
        return "loss", 1.0
    if kind in ("rate", "coefficients"):
        return "schedule", 1.0
    if kind in ("weight", "weighed", "sum instead"):
        return "weight", 1.0
    if kind == "after":
        return ("statistic" if "running_" in key else "parameter"), 0.0
    return {"grad": "gradient"}.get(kind, kind), 1.0


def compare(name: str, found: dict, expected: dict, rounding: Rounding, result: Comparison) -> None:
    largest: dict[str, float] = {}
    for key, want in expected.items():
        if key.startswith("grad/"):
            term = key.rsplit("/", 1)[0]
            largest[term] = max(largest.get(term, 0.0), float(np.abs(want).max()))
    moved: dict[str, float] = {}
    for key, change in expected.items():
        if key.startswith("after/"):
            kind = kind_of(key)[0]
            moved[kind] = max(moved.get(kind, 0.0), float(np.abs(change).max()))
    for key, got in found.items():
        if key in expected or key.startswith("train/teacher."):
            continue
        # A gradient of zeros is left out by the engine, and a cosine that is not defined may be.
        if key.startswith("grad/"):
            most = float(np.abs(got).max(initial=0))
            if most <= TOLERANCES["gradient"] * max(largest.get(key.rsplit("/", 1)[0], 0.0), 1e-9):
                continue
        elif key.startswith("agreement/") and np.isnan(got).all():
            continue
        result.failures.append(f"{name}: {key} is in PyTorch alone")
    for key, want in expected.items():
        kind, least = kind_of(key)
        if key not in found:
            if not (kind == "agreement" and np.isnan(want).all()):
                result.failures.append(f"{name}: {key} is in the engine alone")
            continue
        got = found[key]
        if kind == "gradient":
            # Below a hundredth of the term's largest gradient a tensor is measured against that.
            least = 1e-2 * largest[key.rsplit("/", 1)[0]]
        if kind in moved:
            # What moved little is measured against a hundredth of what moved most.
            least = 1e-2 * moved[kind]
        if np.isnan(want).all() and np.isnan(got).all():
            continue
        result.tensor(kind, f"{name}: {key}", got, want, least, partial(rounding.error, key))


def main() -> None:
    root = Path(sys.argv[1])
    torch.set_num_threads(1)
    result = Comparison()
    folders = sorted(path for path in root.iterdir() if (path / "case.json").exists())
    broken = 0
    for folder in folders:
        began = time.monotonic()
        try:
            run_case(folder, result)
        except Exception as error:
            broken += 1
            name = json.loads((folder / "case.json").read_text())["name"]
            result.failures.append(f"{name}: {type(error).__name__}: {error} (in {folder})")
        finally:
            forget(folder)
        if time.monotonic() - began > 5:
            print(f"{folder.name} took {time.monotonic() - began:.1f} s", file=sys.stderr)
    answer = {
        "cases": len(folders),
        "broken": broken,
        "counts": result.counts,
        "worst": {kind: {"error": error, "name": name} for kind, (error, name) in result.worst.items()},
        "magnified": result.magnified,
        "failures": result.failures,
    }
    (root / "result.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
