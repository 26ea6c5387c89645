"""Measures one case at a time for bench/tensors/run.mjs with PyTorch on the CPU; the protocol is peer.mjs's."""

import json
import sys
import time

import torch
import torch.nn.functional as F

import splitting

torch.set_num_threads(int(sys.argv[1]))


def weights(*shape):
    inputs = 1
    for extent in shape[1:]:
        inputs *= extent
    return (torch.randn(*shape) * (2 / inputs) ** 0.5).requires_grad_()


def gemm(size):
    a, b = torch.randn(size, size), torch.randn(size, size)
    return lambda: a @ b


def mlp(batch):
    x, y = torch.randn(batch, 784), torch.arange(batch) % 10
    layers = [weights(200, 784), weights(100, 200), weights(10, 100)]
    biases = [torch.zeros(n, requires_grad=True) for n in (200, 100, 10)]
    optimizer = torch.optim.Adam(layers + biases, lr=1e-3)

    def step():
        h = x
        for k, (w, b) in enumerate(zip(layers, biases)):
            h = F.linear(h, w, b)
            if k < 2:
                h = torch.relu(h)
        loss = F.cross_entropy(h, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def cnn(batch):
    x, y = torch.randn(batch, 1, 28, 28), torch.arange(batch) % 10
    first, second, last = weights(16, 1, 3, 3), weights(32, 16, 3, 3), weights(10, 7 * 7 * 32)

    def step():
        one = F.max_pool2d(torch.relu(F.conv2d(x, first, padding=1)), 2)
        two = F.max_pool2d(torch.relu(F.conv2d(one, second, padding=1)), 2)
        loss = F.cross_entropy(F.linear(two.flatten(1), last), y)
        torch.autograd.grad(loss, [first, second, last])
        loss.item()

    return step


cases = {"gemm": gemm, "mlp": mlp, "cnn": cnn, "ialam": splitting.ialam, "dlam": splitting.dlam}
steps = {}
print(json.dumps({"ready": f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    name, repeats = request.pop("name"), request.pop("repeats")
    key = json.dumps([name, request])
    if key not in steps:
        made = cases[name](**request)
        steps[key] = made if isinstance(made, tuple) else (made, None)
        for _ in range(5):
            steps[key][0]()
    step, measure = steps[key]
    milliseconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        step()
        milliseconds.append(1e3 * (time.perf_counter() - began))
    reached = {} if measure is None else {"reached": measure()}
    print(json.dumps({"milliseconds": milliseconds, **reached}), flush=True)
