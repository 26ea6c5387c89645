"""Peer of bench/convex-splitting.mjs: scnn (Mishkin, Sahiner and Pilanci, Fast convex optimization for two-layer ReLU
networks), from PyPI (pyscnn), on the CPU with its own settings: the augmented Lagrangian, R-FISTA inside, float32. There it computes
with NumPy; "backend": "torch" has it use PyTorch.

A line of JSON names a folder with the arrays x (n, d), y (n,) and active (n, P) in float64; the answer gives the seconds
and iterations of iterates whose neurons (2 P, d) are written there one after the other. Taking an iterate, and building
the model, are not counted.
"""

import json
import logging
import sys
import time
from pathlib import Path

import numpy as np
import torch

torch.set_num_threads(1)
# This file has the name of the package, and its folder comes first.
sys.path.pop(0)

import lab  # noqa: E402
from scnn.metrics import Metrics  # noqa: E402
from scnn.models import ConvexReLU  # noqa: E402
from scnn.private.interface import build_metrics_tuple, build_optimizer, set_device  # noqa: E402
from scnn.private.models import AL_MLP, GroupL1Regularizer  # noqa: E402
from scnn.regularizers import NeuronGL1  # noqa: E402
from scnn.solvers import AL  # noqa: E402


class Stop(Exception):
    pass


def solve(
    folder: Path,
    n: int,
    d: int,
    patterns: int,
    weight: float,
    backend: str,
    limit: float,
    growth: float,
    until: int | None = None,
) -> dict:
    read = lambda name, shape: np.fromfile(folder / name).reshape(shape)  # noqa: E731
    set_device("cpu", "float32", 0)
    lab.set_backend(backend)
    as_tensor = lambda array: lab.tensor(array.tolist(), dtype=lab.get_dtype())  # noqa: E731
    x, y = as_tensor(read("x", (n, d))), as_tensor(read("y", (n, 1)))
    active = as_tensor(read("active", (n, patterns)))

    gates = np.zeros((d, patterns))
    metrics = Metrics(metric_freq=10**9)
    procedure = build_optimizer(
        AL(ConvexReLU(gates), max_primal_iters=10**6), NeuronGL1(weight), metrics
    )
    # Its default tolerances end runs at relative errors of 1e-2: it goes on, tightening them as it does by itself.
    procedure.outer_term_criterion = lambda *_: False
    model = AL_MLP(
        d, active, as_tensor(gates), "einsum", delta=1000, regularizer=GroupL1Regularizer(weight), c=1
    )

    taken, iterates = [], []
    counted = {"wall": 0.0, "cpu": 0.0, "iteration": 0, "next": 1}
    began = {"wall": time.perf_counter(), "cpu": time.process_time()}

    def each(model, *_):
        counted["iteration"] += 1
        if counted["iteration"] < counted["next"]:
            return model
        counted["wall"] += time.perf_counter() - began["wall"]
        counted["cpu"] += time.process_time() - began["cpu"]
        counted["next"] = max(counted["iteration"] + 1, int(counted["iteration"] * growth))
        taken.append({key: counted[key] for key in ("wall", "cpu", "iteration")})
        iterates.append(np.array(lab.to_np(model.weights), dtype=np.float64))
        if counted["cpu"] > limit or counted["iteration"] == until:
            raise Stop
        began["wall"], began["cpu"] = time.perf_counter(), time.process_time()
        return model

    ended = "limit"
    try:
        procedure(
            logging.getLogger("scnn"),
            model,
            lambda model: model,
            (x, y),
            (x, y),
            build_metrics_tuple(metrics),
            callback=each,
        )
        ended = "by itself"
        counted["next"] = 0
        each(model)
    except Stop:
        pass
    np.concatenate([iterate.reshape(-1) for iterate in iterates]).tofile(folder / "iterates")
    return {"iterates": taken, "ended": ended}


logging.getLogger("scnn").setLevel(logging.ERROR)
print(json.dumps({"ready": f"scnn, PyTorch {torch.__version__}"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    folder = Path(request.pop("folder"))
    print(json.dumps(solve(folder, **request)), flush=True)
