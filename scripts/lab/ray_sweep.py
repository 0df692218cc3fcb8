"""
Hands out the cells of a sweep as tasks of Ray. `lab sweep --engine-on ray` starts it, nobody by hand.

One line of JSON comes in:

    {"lab": FOLDER, "start": FILE, "link": SWEEP, "cells": [ID, ...], "address": HOST:PORT, "data": PLACE,
     "gpus": SHARE, "weights": {"files": [PATH, ...], "argument": NAME}}

where address, data and weights may be null. Files of weights to start from travel with the cells; the lab reads them
there by the argument and checks their hash. With a share of a graphics card above 0 each cell is trained on one. Lines
of JSON go out, each as soon as it is known:

    {"machines": N, "processors": N}         what the cells are handed out to
    {"cell": ID, "line": TEXT}               a line of results, as the lab wrote it
    {"cell": ID, "error": SENTENCE}          a cell without a result
    {"fault": SENTENCE}                      why nothing was run

The lab's folder travels to every machine as Ray's working directory: what they need beside Ray is Node. A cell whose
worker died is handed out again by Ray, which tells of each cell once. The end of the input ends everything.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

# How often a cell whose worker died is handed out again: machines are taken away often, and few cells kill theirs.
RETRIES = 10
# Seconds until an address must have answered; Ray itself would wait for minutes.
PATIENCE = 10
# Bytes: what travels between the machines is text.
OBJECT_STORE = 100_000_000
OLDEST_NODE = (20, 19)


class Fault(Exception):
    """A sentence for the user."""


def main() -> None:
    # What Ray writes to the standard output must not come between the lines.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=end_with_input, daemon=True).start()

    def tell(**answer) -> None:
        answers.write(json.dumps(answer) + "\n")

    try:
        run(asked, tell)
    except Fault as fault:
        tell(fault=str(fault))
    except KeyboardInterrupt:
        pass


def end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGINT)


def run(asked: dict, tell) -> None:
    ray = import_ray()
    connect(ray, asked)
    try:
        gpus = asked["gpus"]
        machines = [each for each in ray.nodes() if each["Alive"] and each["Resources"].get("CPU", 0) > 0]
        if gpus:
            machines = [each for each in machines if each["Resources"].get("GPU", 0) >= gpus]
            if not machines:
                raise Fault(
                    f"no machine of the cluster has {gpus:g} of a graphics card to give; Ray counts them as it starts, "
                    "or is told: ray start … --num-gpus=1"
                )
        check(ray, machines, asked)
        at_once = sum(room(each["Resources"], gpus) for each in machines)
        tell(machines=len(machines), processors=at_once)
        hand_out(ray, asked, tell, at_once=4 * max(4, at_once))
    finally:
        ray.shutdown()


def room(resources: dict, gpus: float) -> int:
    """How many cells a machine trains at once."""
    return int(min(resources["CPU"], resources.get("GPU", 0) / gpus if gpus else resources["CPU"]))


def import_ray():
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError as error:
        raise Fault(
            f"Ray cannot be imported in {sys.executable} ({error}); {sys.executable} -m pip install ray, "
            "or name a Python that has it: PYTHON=/path/to/python"
        ) from None
    return ray


def connect(ray, asked: dict) -> None:
    """To the cluster at the address; without one to a cluster of this machine alone, which ends with this program."""
    address = asked["address"] or os.environ.get("RAY_ADDRESS")
    # A packed lab has beside it what it trains on graphics cards with.
    travels = {"working_dir": asked["lab"], "excludes": [] if asked["gpus"] else ["node_modules"]}
    options = {"runtime_env": travels, "log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address is None:
            ray.init("local", include_dashboard=False, object_store_memory=OBJECT_STORE, **options)
        else:
            knock(address)
            ray.init(address, **options)
    except (Exception, SystemExit) as error:
        if isinstance(error, Fault):
            raise
        where = "here" if address is None else f"at {address}"
        raise Fault(f"Ray does not start {where}: {first_line(error)}") from None


def knock(address: str) -> None:
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
    except OSError as error:
        raise Fault(
            f"nothing answers at {address} ({error.strerror or error}); expected the address of a cluster, "
            "as ray start --head --port=6379 tells it"
        ) from None


def check(ray, machines: list[dict], asked: dict) -> None:
    """Every machine must be able to run the lab: one that is not would take cell after cell and do none."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    inspect = ray.remote(num_cpus=0)(what_is_missing)
    answers = {
        each["NodeManagerHostname"]: inspect.options(
            scheduling_strategy=NodeAffinitySchedulingStrategy(each["NodeID"], soft=False)
        ).remote(asked["start"], asked["data"])
        for each in machines
    }
    for machine, answer in answers.items():
        try:
            missing = ray.get(answer)
        except ray.exceptions.RayError as error:
            missing = f"no task can be run there: {first_line(error)}"
        if missing:
            raise Fault(f"{machine}: {missing}")


def what_is_missing(start: str, data: str | None) -> str | None:
    if not os.path.exists(start):
        return f"the lab's folder did not get there: {os.getcwd()} has no {start}"
    if data is not None and not os.path.exists(data):
        return f"--data {data}: there is no such file or folder; the images must be at the same place on every machine"
    wanted = ".".join(map(str, OLDEST_NODE))
    node = shutil.which("node")
    if node is None:
        return f"Node {wanted} or newer is needed, and the path that Ray was started with there has no node"
    told = subprocess.run([node, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    version = tuple(map(int, re.findall(r"\d+", told)[:2]))
    return None if version >= OLDEST_NODE else f"Node {wanted} or newer is needed, {node} is {told.strip() or 'none'}"


def hand_out(ray, asked: dict, tell, at_once: int) -> None:
    task = ray.remote(num_cpus=1, num_gpus=asked["gpus"], max_retries=RETRIES)(train)
    waiting = list(reversed(asked["cells"]))
    running = {}
    # Put once, so that each machine gets them once.
    weights = ray.put(contents(asked["weights"]))
    while waiting or running:
        while waiting and len(running) < at_once:
            cell = waiting.pop()
            running[task.remote(asked, cell, weights)] = cell
        [done], _ = ray.wait(list(running), num_returns=1)
        cell = running.pop(done)
        try:
            tell(cell=cell, **ray.get(done))
        except ray.exceptions.RayError as error:
            tell(cell=cell, error=first_line(error))


def contents(weights: dict | None) -> tuple[str, dict[str, bytes]] | None:
    """The argument by which the lab reads weights to start from, and their files by name."""
    if weights is None:
        return None
    files = {}
    for path in weights["files"]:
        with open(path, "rb") as file:
            files[os.path.basename(path)] = file.read()
    return weights["argument"], files


def train(asked: dict, cell: str, weights: tuple[str, dict[str, bytes]] | None) -> dict:
    """Trains one cell where this runs."""
    node = shutil.which("node")
    if node is None:
        return {"error": f"{socket.gethostname()} has no node on the path that Ray was started with there"}
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "results.jsonl")
        command = [node, asked["start"], "sweep", asked["link"], "--cells", cell, "--runtime", "node", "--out", out]
        more = ["--parallel", "1", "--quiet", "--engine", "compiled" if asked["gpus"] else "wasm"]
        more += ["--data", asked["data"]] if asked["data"] else []
        if weights is not None:
            argument, files = weights
            for name, content in files.items():
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(content)
            more += ["--start", os.path.join(folder, argument)]
        done = subprocess.run(
            command + more, stdin=subprocess.DEVNULL, capture_output=True, text=True, preexec_fn=die_together()
        )
        if os.path.exists(out):
            with open(out, encoding="utf8") as file:
                line = file.readline()
            if line.endswith("\n"):
                return {"line": line.strip()}
        told = done.stderr.strip().splitlines()
        return {"error": f"{socket.gethostname()}: {told[-1] if told else f'node ended with {done.returncode}'}"}


def die_together():
    """On Linux a worker that is killed takes along what it started; elsewhere that goes on, and nobody counts it."""
    if sys.platform != "linux":
        return None
    prctl, set_death_signal = ctypes.CDLL(None).prctl, 1
    return lambda: prctl(set_death_signal, signal.SIGKILL)


def first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


if __name__ == "__main__":
    main()
