"""Trains on NumPy arrays through a running Relucent and uses the network: `python quickstart.py [URL]`.

Needs Python 3.9 and NumPy; everything else is in the standard library.
"""

import io
import json
import sys
import time
import urllib.error
import urllib.request

import numpy as np

SERVER = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7313"


def request(path, body=None, headers={}):
    """Sends a request (POST where there is a body) and returns the open response."""
    message = urllib.request.Request(SERVER + path, data=body, headers=headers)
    try:
        return urllib.request.urlopen(message)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        raise SystemExit(f"{problem['title']}: {problem['detail']} {problem.get('errors', '')}")


def get(path):
    return json.load(request(path))


def post(path, document):
    return json.load(request(path, json.dumps(document).encode(), {"Content-Type": "application/json"}))


def upload(name, **arrays):
    """Stores arrays as one dataset and returns its id; the same arrays have the same id."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    kind = {"Content-Type": "application/octet-stream"}
    return json.load(request(f"/v1/datasets?name={name}&format=npz", buffer.getvalue(), kind))["id"]


def follow(job):
    """Yields the events of a job until it has ended, over as many connections as that takes."""
    last, ended = "0", False
    while not ended:
        response = request(f"/v1/jobs/{job}/events", headers={"Last-Event-ID": last})
        ended = response.status == 204
        for line in response:
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "id":
                last = value
            elif field == "data":
                event = json.loads(value)
                ended = event.get("status") in ("succeeded", "failed", "cancelled")
                yield event
        if not ended:
            time.sleep(1)


def load(job, solver):
    """The weights of a solver's best run, by name, for rows as they were uploaded."""
    file = request(f"/v1/jobs/{job}/model?format=npz&rows=raw&solver={solver}").read()
    return np.load(io.BytesIO(file))


# Two rings: the inner one is class +1, the outer one class -1.
random = np.random.default_rng(0)
angle = random.uniform(0, 2 * np.pi, 80)
y = np.repeat([1.0, -1.0], 40)
radius = np.where(y > 0, 0.4, 1.0) + random.normal(0, 0.05, 80)
x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)

comparison = {
    "relucent": 1,
    "compare": {
        "name": "Two rings from NumPy",
        "data": {"source": "dataset", "id": upload("rings.npz", x=x, y=y), "target": "y", "bias": True},
        "loss": {"type": "hinge"},
        "threat": {"radius": 0.05},
    },
    "solvers": [
        {"name": "convex", "options": {"patterns": {"method": "sampled", "draws": 60}}},
        {"name": "gd-pgd", "options": {"epochs": 60}},
    ],
}
job = post("/v1/jobs", comparison)["id"]

for event in follow(job):
    if "objective" in event:
        print(f"{event['phase']}: objective {event['objective']:.4f}")

result = get(f"/v1/jobs/{job}/result")
for rung in result["ladder"]:
    print(f"{rung['kind']:>8}  {rung['label']:<8} {rung['value']:.6f}")

weights = load(job, "convex")
hidden = np.maximum(x @ weights["0.weight"].T + weights["0.bias"], 0)
outputs = hidden @ weights["1.weight"].T + weights["1.bias"]
accuracy = np.mean(np.sign(outputs[:, 0]) == y)
print(f"accuracy of {len(weights['0.bias'])} neurons on the training rows: {accuracy:.4f}")
