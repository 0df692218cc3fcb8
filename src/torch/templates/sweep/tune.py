"""
Trains the cells of the sweep under Ray Tune and writes one row of results for each.

    python tune.py                                        all cells, on this machine
    python tune.py --address auto --gpus 0.25             on the Ray cluster that this machine is part of
    python tune.py --cells 0k5rfpv13a5ors --steps 20      one of them, cut short

A cell that results.csv has already is not trained again.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
# What Tune says of itself, such as where it keeps what is removed at the end.
os.environ["RAY_AIR_NEW_OUTPUT"] = "0"

try:
    import ray
    from ray import tune
except ImportError as error:
    raise SystemExit(f'Ray Tune cannot be imported ({error}): pip install "ray[tune]"') from None

HERE = Path(__file__).resolve().parent
# Share of the steps that counts as early.
EARLY = 0.2
# How often a cell whose worker died is trained again.
RETRIES = 3
# Seconds until an address must have answered.
PATIENCE = 10


def trial(config: dict) -> None:
    """Trains one cell in a process of its own: cells differ in their modules."""
    began = time.time()
    project = Path(config["folder"]).resolve() / "cells" / config["cell"]
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "train.py", "--arm", "a", "--out", out, *config["arguments"]]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True)
        log = Path(out) / "a" / "log.csv"
        values = read_log(log) if log.exists() else {}
    row = {"status": "done", **measured(values, config["budget"])}
    if done.returncode != 0:
        row = {"status": "failed", "error": (done.stderr.strip().splitlines() or ["no message"])[-1]}
    row["seconds"] = time.time() - began
    tune.report({"row": json.dumps(row), "accuracy": row.get("accuracy/main", math.nan)})


def read_log(path: Path) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    with path.open() as file:
        for line in csv.DictReader(file):
            found.setdefault(line["name"], {})[int(line["step"])] = float(line["value"])
    return found


def measured(values: dict[str, dict[int, float]], budget: int) -> dict:
    """What the lab tells of a run: measures on the whole test set, and the weakest branch's mean agreement."""
    losses = values.get("loss/total", {})
    row: dict = {"steps": max(losses, default=0)}
    for name, until in (("earlyAgreement", EARLY * budget), ("agreement", math.inf)):
        means = []
        for series, curve in values.items():
            told = [value for step, value in curve.items() if step <= until and not math.isnan(value)]
            if series.startswith("agreement/") and series.endswith("/all") and told:
                means.append(sum(told) / len(told))
        row[name] = min(means, default="")
    if not all(math.isfinite(value) for value in losses.values()):
        return {**row, "status": "diverged"}
    for series, curve in values.items():
        if series.startswith("final/"):
            row[series.removeprefix("final/")] = curve[max(curve)]
    return row


class Table(tune.Callback):
    """Rewrites the results after every cell, so that what is done is kept."""

    def __init__(self, path: Path, cells: dict[str, dict], engine: dict, rows: list[dict]):
        self.path, self.cells, self.engine, self.rows = path, cells, engine, rows

    def on_trial_complete(self, iteration, trials, trial, **info) -> None:
        told = trial.last_result or {}
        if "row" not in told:
            return
        row = {**self.cells[trial.config["cell"]], **self.engine, **json.loads(told["row"])}
        self.rows.append(row)
        self.write()
        print(f"{row['method']} {row['placement'] or 'no fork'} seed {row['seed']}: {row['status']}", flush=True)

    def write(self) -> None:
        head = ["cell", "placement", "method", "seed", "status", "steps", "earlyAgreement", "agreement"]
        head += ["parameters", "multiplyAdds", "seconds", "engine", "version"]
        head += [name for name in dict.fromkeys(name for row in self.rows for name in row) if name not in head]
        part = self.path.with_name(f"{self.path.name}.part")
        with part.open("w", newline="") as file:
            table = csv.DictWriter(file, head)
            table.writeheader()
            table.writerows(self.rows)
        part.replace(self.path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", help="only these, by their ids, with commas; all when absent")
    parser.add_argument("--steps", type=int, help="stop after so many steps; the schedule still covers the budget")
    parser.add_argument("--out", type=Path, default=Path("results.csv"), help="the table of results")
    parser.add_argument("--data", type=Path, help="where the images are, on every machine, if they are not drawn")
    parser.add_argument("--address", help="of a Ray cluster that runs already; this machine alone when absent")
    help_gpus = "of a graphics card for each cell; 0 trains without one"
    parser.add_argument("--gpus", "--gpus-per-trial", type=float, default=0, help=help_gpus)
    arguments = parser.parse_args()
    known = {cell["cell"]: cell for cell in json.loads((HERE / "cells.json").read_text())}
    wanted = arguments.cells.split(",") if arguments.cells else list(known)
    odd = [cell for cell in wanted if cell not in known]
    if odd:
        raise SystemExit(f"--cells {odd[0]}: cells.json has no such cell")
    rows: list[dict] = []
    if arguments.out.exists():
        with arguments.out.open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["status"] != "failed"]
    present = {row["cell"] for row in rows}
    to_do = [cell for cell in wanted if cell not in present]
    print(f"{len(to_do)} of {len(wanted)} cells to do", flush=True)
    if not to_do:
        return
    more = ["--device", "cuda" if arguments.gpus > 0 else "cpu"]
    more += ["--steps", str(arguments.steps)] if arguments.steps else []
    more += ["--data", str(arguments.data.resolve())] if arguments.data else []
    start(arguments.address)
    there = max((node["Resources"].get("GPU", 0) for node in ray.nodes() if node["Alive"]), default=0)
    if arguments.gpus > there:
        raise SystemExit(
            f"--gpus {arguments.gpus:g}: no machine has so much of a graphics card to give, the most is {there:g}; "
            "Ray would wait for one for ever"
        )
    import torch

    engine = {"engine": f"pytorch, {more[1]}", "version": f"torch {torch.__version__}"}
    budgets = {cell: known[cell].pop("budget") for cell in known}
    space = tune.grid_search(to_do)
    config = {"cell": space, "folder": str(HERE), "arguments": more}
    config["budget"] = tune.sample_from(lambda chosen: budgets[chosen["cell"]])
    table = Table(arguments.out, known, engine, rows)
    with tempfile.TemporaryDirectory() as storage:
        tuner = tune.Tuner(
            tune.with_resources(trial, {"cpu": 1, "gpu": arguments.gpus}),
            param_space=config,
            run_config=tune.RunConfig(
                name="sweep",
                storage_path=storage,
                verbose=0,
                callbacks=[table],
                failure_config=tune.FailureConfig(max_failures=RETRIES),
            ),
        )
        tuner.fit()
    ray.shutdown()
    done = {row["cell"] for row in rows if row["status"] != "failed"}
    missing = [cell for cell in wanted if cell not in done]
    for row in rows:
        if row["status"] == "failed":
            print(f"{row['cell']} failed: {row['error']}", file=sys.stderr)
    if missing:
        raise SystemExit(f"{len(missing)} of {len(wanted)} cells failed; started again, this trains them alone")


def start(address: str | None) -> None:
    """Connects to a cluster; Ray itself would wait for minutes where nothing answers."""
    host, _, port = (address or "").rpartition(":")
    if host and port.isdigit():
        try:
            socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
        except OSError as error:
            raise SystemExit(
                f"nothing answers at {address} ({error.strerror or error}); expected HOST:PORT of a cluster, "
                "as ray start --head --port=6379 tells it, or auto"
            ) from None
    try:
        if address is None:
            ray.init("local", include_dashboard=False, object_store_memory=100_000_000, logging_level="ERROR")
        else:
            ray.init(address, logging_level="ERROR")
    except (Exception, SystemExit) as error:
        raise SystemExit(f"Ray does not start {'here' if address is None else f'at {address}'}: {error}") from None


if __name__ == "__main__":
    main()
