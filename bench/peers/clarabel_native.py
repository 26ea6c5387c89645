"""Solves one program of bench/convex-scale by Clarabel's Python package; the files are those of solvers.mjs."""

import json
import resource
import sys
import time
from pathlib import Path

import clarabel
import numpy as np
import scipy.sparse as sp

folder = Path(sys.argv[1])
size = json.loads((folder / "program.json").read_text())


def read(name, kind):
    return np.fromfile(folder / name, kind)


a = sp.csc_matrix(
    (read("values", np.float64), read("rows", np.uint32), read("starts", np.uint32)),
    shape=(size["rows"], size["cols"]),
)
cones = []
if size["zero"]:
    cones.append(clarabel.ZeroConeT(size["zero"]))
cones.append(clarabel.NonnegativeConeT(size["nonnegative"]))
cones += [clarabel.SecondOrderConeT(d) for d in size["secondOrder"]]
settings = clarabel.DefaultSettings()
settings.verbose = False
for name in ("tol_gap_abs", "tol_gap_rel", "tol_feas"):
    setattr(settings, name, size["tolerance"])

wall, cpu = time.perf_counter(), time.process_time()
p = sp.csc_matrix((size["cols"], size["cols"]))
solution = clarabel.DefaultSolver(p, read("q", np.float64), a, read("b", np.float64), cones, settings).solve()
measured = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}

np.array(solution.x).tofile(folder / "x")
np.array(solution.z).tofile(folder / "z")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(
    json.dumps(
        {"native": str(solution.status), "iterations": solution.iterations, **measured, "memoryMb": peak}
    )
)
