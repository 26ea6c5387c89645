"""The twin of relucent's gradient trainers for bench/trainers/run.mjs: the same start, rows, order and steps in PyTorch.

A request per line on stdin, a reply per line on stdout: the objective and the seconds so far at the epochs asked for.
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))


def train(request):
    rows, widths, epochs, batch = (request[k] for k in ("rows", "widths", "epochs", "batch"))

    def read(name, *shape, kind=numpy.float32):
        values = numpy.fromfile(f"{request['folder']}/{name}", dtype=kind)
        return torch.from_numpy(values.astype(numpy.int64) if kind == numpy.uint32 else values).reshape(shape)

    x, y = read("x", rows, widths[0]), read("y", rows, widths[-1])
    orders = read("orders", epochs, rows, kind=numpy.uint32)
    layers = range(len(widths) - 1)
    weights = [read(f"weight{k}", widths[k + 1], widths[k]).requires_grad_() for k in layers]
    biases = [read(f"bias{k}", widths[k + 1]).requires_grad_() for k in layers]
    decay = [
        {"params": weights, "weight_decay": request["weight"]},
        {"params": biases, "weight_decay": 0.0},
    ]
    optimizer = {
        "adam": lambda rate: torch.optim.Adam(decay, lr=rate),
        "sgd": lambda rate: torch.optim.SGD(decay, lr=rate),
        "momentum": lambda rate: torch.optim.SGD(decay, lr=rate, momentum=0.9),
    }[request["optimizer"]](request["learningRate"])

    def outputs(h):
        for k, (w, b) in enumerate(zip(weights, biases)):
            h = F.linear(h, w, b)
            if k < len(weights) - 1:
                h = torch.relu(h)
        return h

    losses = {
        "cross-entropy": lambda f, t: F.cross_entropy(f, t),
        "logistic": lambda f, t: F.softplus(-t * f).mean(),
    }
    loss = losses[request["loss"]]

    def objective():
        with torch.no_grad():
            penalty = sum((w.double() ** 2).sum() for w in weights)
            return loss(outputs(x).double(), y.double()).item() + request["weight"] / 2 * penalty.item()

    asked = set(request["evaluateAt"])
    began = time.perf_counter()
    history = []
    for epoch in range(epochs + 1):
        if epoch in asked:
            value = objective()
            history.append(
                {"iteration": epoch, "seconds": time.perf_counter() - began, "objective": value}
            )
        if epoch == epochs:
            break
        for chosen in orders[epoch].split(batch):
            optimizer.zero_grad()
            loss(outputs(x[chosen]), y[chosen]).backward()
            optimizer.step()
    return {"history": history}


print(json.dumps({"ready": f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads"}), flush=True)
for line in sys.stdin:
    print(json.dumps(train(json.loads(line))), flush=True)
