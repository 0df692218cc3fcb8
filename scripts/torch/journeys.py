"""
What a user of an exported project does: trains, stops and resumes, trains in two processes, asks for agreement.

    python journeys.py FOLDER

FOLDER has the projects `tiny` and `smoke`, and `tiny.json` with the losses of the lab's own first steps. The result
goes to FOLDER/journeys.json.
"""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image
from safetensors.numpy import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

# Of float32 in two frameworks over twenty steps.
DRIFT = 1e-3
# Of the same project in double precision, whose sums are in another order.
SAME = 1e-9


class Journeys:
    def __init__(self, root: Path):
        self.root = root
        self.counts: dict[str, int] = {}
        self.worst: dict[str, dict] = {}
        self.failures: list[str] = []

    def run(self, project: str, script: str, *arguments: str, **environment: str) -> str:
        command = [sys.executable, script, *arguments]
        done = subprocess.run(
            command, cwd=self.root / project, env={**os.environ, **environment}, capture_output=True, text=True
        )
        if done.returncode != 0:
            self.failures.append(f"{project}: {script} {' '.join(arguments)} failed: {done.stderr.strip()[-400:]}")
        return done.stdout

    def near(self, kind: str, name: str, got, want, most: float) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        got, want = np.asarray(got, dtype=np.float64), np.asarray(want, dtype=np.float64)
        error = float("inf")
        if got.shape == want.shape:
            error = float(np.abs(got - want).max() / max(1.0, np.abs(want).max()))
        if not error <= self.worst.get(kind, {"error": -1.0})["error"]:
            self.worst[kind] = {"error": error, "name": name}
        if not error <= most:
            self.failures.append(f"{name}: off by {error:.2e}, more than {most:.0e}")


def curve(log: Path, name: str) -> dict[int, float]:
    with log.open() as file:
        return {int(row["step"]): float(row["value"]) for row in csv.DictReader(file) if row["name"] == name}


def follows_the_page(journeys: Journeys) -> None:
    """`python train.py` of tiny follows the lab's own loss curves."""
    follows(journeys, "tiny")


def follows(journeys: Journeys, project: str, *arguments: str) -> None:
    wanted = json.loads((journeys.root / f"{project}.json").read_text())
    journeys.run(project, "train.py", "--steps", str(wanted["steps"]), "--device", "cpu", *arguments)
    for arm, terms in wanted["losses"].items():
        for term, values in terms.items():
            found = curve(journeys.root / project / f"runs/{arm}/log.csv", f"loss/{term}")
            got = [found.get(step + 1, float("nan")) for step in range(len(values))]
            journeys.near("curves", f"{project}, arm {arm}, {term}", got, values, DRIFT)


def reads_files(journeys: Journeys) -> None:
    """Images from the files that the lab reads; what is missing or another is said in a sentence."""
    projects = sorted(path.name for path in journeys.root.glob("files-*") if path.is_dir())
    for project in projects:
        where = "data/medmnist.npz" if project == "files-npz" else "data"
        follows(journeys, project, "--data", where)
    for project, where, told in (
        (projects[0], "nowhere", "does not exist"),
        (projects[0], "../files-idx/data", "holds other images"),
        (projects[0], "weights", "cannot be read here"),
    ):
        done = subprocess.run(
            [sys.executable, "train.py", "--data", where], cwd=journeys.root / project, capture_output=True, text=True
        )
        if done.returncode == 0 or told not in done.stderr or "Traceback" in done.stderr:
            journeys.failures.append(
                f"{project} --data {where}: expected a sentence, got {done.stderr.strip()[-300:]!r}"
            )


def resumes(journeys: Journeys) -> None:
    """Stopped and resumed is the same as uninterrupted; so are two processes."""
    usual = ("--double", "--device", "cpu")
    journeys.run("smoke", "train.py", "--steps", "8", "--out", "whole", *usual)
    journeys.run("smoke", "train.py", "--steps", "4", "--out", "parts", *usual)
    journeys.run("smoke", "train.py", "--steps", "8", "--out", "parts", "--resume", *usual)
    same(journeys, "resumed", "whole", "parts", 0.0)


def same(journeys: Journeys, kind: str, one: str, other: str, most: float) -> None:
    for path in sorted((journeys.root / "smoke" / one).glob("*/final.safetensors")):
        arm = path.parent.name
        wanted, found = load_file(path), load_file(journeys.root / "smoke" / other / arm / path.name)
        for name, want in wanted.items():
            journeys.near(kind, f"smoke, arm {arm}, {name}", found[name], want, most)


def in_two_processes(journeys: Journeys) -> None:
    """Two ranks, started as torchrun starts them, each with half of the batch."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "train.py", "--steps", "8", "--out", "two", "--double", "--device", "cpu"]
    ranks = [
        subprocess.Popen(
            command,
            cwd=journeys.root / "smoke",
            env={
                **os.environ,
                "RANK": str(rank),
                "WORLD_SIZE": "2",
                "LOCAL_RANK": str(rank),
                "MASTER_ADDR": "127.0.0.1",
                "MASTER_PORT": port,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    for rank, process in enumerate(ranks):
        _, errors = process.communicate(timeout=300)
        if process.returncode != 0:
            journeys.failures.append(f"smoke: rank {rank} of two failed: {errors.strip()[-400:]}")
            return
    # The weights are written in float32.
    same(journeys, "two ranks", "whole", "two", 1e-6)


def runs_out_of_patience(journeys: Journeys) -> None:
    """Arms end together where the lab's run does, one of them stopped and resumed on the way."""
    wanted = json.loads((journeys.root / "patience.json").read_text())
    journeys.run("patience", "train.py", "--steps", str(wanted["end"] - 1), "--device", "cpu")
    journeys.run("patience", "train.py", "--resume", "--device", "cpu")
    for arm, values in wanted["accuracy"].items():
        log = journeys.root / f"patience/runs/{arm}/log.csv"
        found = curve(log, "test/accuracy/main")
        journeys.near("patience", f"patience, arm {arm}: accuracy", list(found.values()), values, 1e-6)
        journeys.near("patience", f"patience, arm {arm}: end", max(curve(log, "loss/total")), wanted["end"], 0.0)


def in_bfloat16(journeys: Journeys) -> None:
    journeys.run("smoke", "train.py", "--steps", "4", "--out", "short", "--bf16", "--device", "cpu")
    for arm in ("a", "b"):
        found = curve(journeys.root / f"smoke/short/{arm}/log.csv", "loss/total")
        wanted = curve(journeys.root / f"smoke/whole/{arm}/log.csv", "loss/total")
        journeys.near("bfloat16", f"smoke, arm {arm}", [found.get(1, np.nan)], [wanted.get(1, np.nan)], 0.05)


def asks_for_agreement(journeys: Journeys) -> None:
    told = journeys.run(
        "smoke", "agreement.py", "--arm", "b", "--weights", "whole/b/final.safetensors", "--batches", "1"
    )
    if "s1b1: all" not in told:
        journeys.failures.append(f"smoke: agreement.py says {told!r}")


def reads_logs(journeys: Journeys) -> None:
    """TensorBoard's own reader, its HParams and pandas take what the lab writes of a run."""
    wanted = json.loads((journeys.root / "tiny.json").read_text())
    logs = journeys.root / "logs"
    for arm, terms in wanted["losses"].items():
        reader = EventAccumulator(str(logs / "oracle" / arm.upper()))
        reader.Reload()
        for term, values in terms.items():
            found = {event.step: event.value for event in reader.Scalars(f"loss/{term}")}
            got = [found.get(step + 1, float("nan")) for step in range(len(values))]
            journeys.near("events", f"events of arm {arm}, {term}", got, np.float32(values), 0.0)
        stored = reader.SummaryMetadata("_hparams_/session_start_info").plugin_data
        hparams = HParamsPluginData.FromString(stored.content).session_start_info.hparams
        journeys.near("events", f"HParams of arm {arm}", hparams["seed"].number_value, 42, 0.0)
    reads_pictures(journeys, logs / "oracle")
    parquet, table = pd.read_parquet(logs / "runs.parquet"), pd.read_csv(logs / "runs.csv")
    losses = parquet[(parquet.arm == "A") & (parquet.series == "loss/ce/main")].sort_values("step")
    journeys.near("tables", "runs.parquet", losses.value, wanted["losses"]["a"]["ce/main"], 1e-12)
    journeys.near("tables", "runs.csv", table.value, parquet.value, 1e-12)
    lines = [json.loads(line) for line in (journeys.root / "results.jsonl").read_text().splitlines()]
    cells = parquet[parquet.sweep == lines[0]["sweep"]]
    found = cells[cells.series == "test/accuracy/main"].sort_values("step").groupby("placement").value.last()
    for line in lines:
        name, place = f"runs.parquet, cell {line['cell']}", "+".join(line["placement"])
        journeys.near("tables", name, found[place], line["metrics"]["accuracy"]["main"], 1e-12)
        own = cells[(cells.run == line["cell"]) & (cells.series == "test/accuracy/main")]
        curve_steps = [step for step, _ in line["curve"]]
        journeys.near("tables", f"{name}: steps", own.step, curve_steps, 0.0)
    if set(found.index) != {"", "s1b1"} or set(cells.status) != {"done"}:
        journeys.failures.append(f"runs.parquet has the cells {dict(found)}, of status {set(cells.status)}")


def reads_pictures(journeys: Journeys, logs: Path) -> None:
    """TensorBoard reads the sample pictures, which are those that the project draws, with what they are and are taken for."""
    script = "from images import load\nimport numpy as np\nnp.save('test.npy', load().test.images[:20])\n"
    (journeys.root / "tiny/first.py").write_text(script)
    journeys.run("tiny", "first.py")
    (journeys.root / "tiny/first.py").unlink()
    wanted = np.load(journeys.root / "tiny/test.npy")
    for arm, said in zip("AB", json.loads((journeys.root / "samples.json").read_text())):
        reader = EventAccumulator(str(logs / arm), size_guidance={"images": 0})
        reader.Reload()
        tags = [tag for tag in reader.Tags()["images"] if tag.startswith("samples/")]
        for place, want in enumerate(wanted):
            (tag,) = [tag for tag in tags if tag.startswith(f"samples/test {place}: ")]
            (event,) = reader.Images(tag)
            picture = np.asarray(Image.open(io.BytesIO(event.encoded_image_string)))
            journeys.near("pictures", f"picture of {tag}", picture, want, 0.0)
            journeys.near("pictures", f"size in {tag}", [event.height, event.width], want.shape[:2], 0.0)
            journeys.near("pictures", f"step of {tag}", event.step, said["step"], 0.0)
            if f" | main: {said['names'][place]} |" not in f"{tag} |":
                journeys.failures.append(f"{tag}: main says {said['names'][place]}")


def main() -> None:
    root = Path(sys.argv[1])
    journeys = Journeys(root)
    for journey in (
        follows_the_page,
        reads_logs,
        reads_files,
        resumes,
        in_two_processes,
        runs_out_of_patience,
        in_bfloat16,
        asks_for_agreement,
    ):
        try:
            journey(journeys)
        except Exception as error:
            journeys.failures.append(f"{journey.__name__}: {type(error).__name__}: {error}")
    answer = {"counts": journeys.counts, "worst": journeys.worst, "failures": journeys.failures}
    (root / "journeys.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
