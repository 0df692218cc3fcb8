"""The benchmark's network in native PyTorch: one process, fed by lines of JSON, so that its rounds interleave with the others'.

First line: {"convs": [{"kernel", "stride", "groups", "weight": {"shape": [k, k, in / groups, out], "values"}}],
"dense": {"shape": [in, out], "values"}, "images": {"shape": [rows, height, width, channels], "values"}, "labels",
"learningRate", "momentum", "threads"}. Then {"steps": n} for each round, answered by {"wallMs", "cpuMs", "losses"}.
"""

import json
import sys
import time

import torch
from torch import nn


def tensor(part):
    return torch.tensor(part["values"], dtype=torch.float32).reshape(part["shape"])


def network(task):
    layers = []
    for conv in task["convs"]:
        weight = tensor(conv["weight"]).permute(3, 2, 0, 1).contiguous()
        filters, inputs = weight.shape[0], weight.shape[1] * conv["groups"]
        kernel = conv["kernel"]
        layer = nn.Conv2d(inputs, filters, kernel, conv["stride"], kernel // 2, groups=conv["groups"], bias=False)
        layer.weight.data = weight
        layers += [layer, nn.BatchNorm2d(filters), nn.ReLU()]
    weight = tensor(task["dense"]).T.contiguous()
    dense = nn.Linear(weight.shape[1], weight.shape[0])
    dense.weight.data = weight
    nn.init.zeros_(dense.bias)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense).to(memory_format=torch.channels_last)


def main():
    task = json.loads(sys.stdin.readline())
    torch.set_num_threads(task["threads"])
    model = network(task)
    images = tensor(task["images"]).permute(0, 3, 1, 2)
    labels = torch.tensor(task["labels"])
    optimizer = torch.optim.SGD(model.parameters(), task["learningRate"], task["momentum"])
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        losses = []
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(json.loads(line)["steps"]):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        answer = {"wallMs": 1e3 * (time.perf_counter() - wall), "cpuMs": 1e3 * (time.process_time() - cpu)}
        print(json.dumps({**answer, "losses": losses}), flush=True)


main()
