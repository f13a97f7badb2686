"""The PyTorch contender: reads a request a line, answers a line, as src/hosts/host.ts does.

Arrays arrive channels last; what PyTorch wants instead is made before the clock starts.
"""
import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
LAYOUT = torch.contiguous_format
COMPILE = False


class Unsupported(Exception):
    pass


def start(request):
    global LAYOUT, COMPILE
    words = request["variant"].replace(",", "").split(" ")
    LAYOUT = torch.channels_last if "channels_last" in words else torch.contiguous_format
    COMPILE = "compile" in words
    if COMPILE and not hasattr(torch, "compile"):
        raise Unsupported(f"torch {torch.__version__} has no torch.compile")
    return {"runtime": f"python {sys.version.split()[0]}, torch {torch.__version__}"}


def compiled(function):
    return torch.compile(function) if COMPILE else function


def image_of(array):
    """[B, H, W, C] -> [B, C, H, W] in the layout of this contender."""
    return torch.from_numpy(array).permute(0, 3, 1, 2).contiguous(memory_format=LAYOUT)


def last(tensor):
    return tensor.detach().permute(0, 2, 3, 1).contiguous()


def kernel_of(array):
    """[h, w, in, out] -> [out, in, h, w]"""
    return torch.from_numpy(array).permute(3, 2, 0, 1).contiguous(memory_format=LAYOUT)


def grid_sample(inputs, params):
    image, grid = image_of(inputs["image"]), torch.from_numpy(inputs["grid"])
    work = compiled(lambda: F.grid_sample(image, grid, align_corners=False))

    def run():
        with torch.no_grad():
            return work()

    return run, lambda out: {"out": last(out)}


def spatial_transform(inputs, params):
    image, theta = image_of(inputs["image"]), torch.from_numpy(inputs["theta"])
    size = [params["B"], params["C"], params["h"], params["w"]]
    work = compiled(lambda: F.grid_sample(image, F.affine_grid(theta, size, align_corners=False), align_corners=False))

    def run():
        with torch.no_grad():
            return work()

    return run, lambda out: {"out": last(out)}


def spatial_transform_backward(inputs, params):
    image = image_of(inputs["image"]).requires_grad_()
    theta = torch.from_numpy(inputs["theta"]).requires_grad_()
    d_out = image_of(inputs["dOut"])
    size = [params["B"], params["C"], params["h"], params["w"]]
    forward = compiled(lambda: F.grid_sample(image, F.affine_grid(theta, size, align_corners=False), align_corners=False))

    def run():
        return torch.autograd.grad(forward(), (image, theta), d_out)

    return run, lambda grads: {"dImage": last(grads[0]), "dTheta": grads[1]}


def gemm(inputs, params):
    a, b = torch.from_numpy(inputs["a"]), torch.from_numpy(inputs["b"])
    a = a.t() if params["transposeA"] else a
    b = b.t() if params["transposeB"] else b
    work = compiled(lambda: a @ b)

    def run():
        with torch.no_grad():
            return work()

    return run, lambda out: {"out": out}


def padding(params, inputs):
    size = inputs["filter"].shape[0]
    return (size - 1) // 2 if params["pad"] == "same" else 0


def conv2d(inputs, params):
    x, kernel, pad = image_of(inputs["x"]), kernel_of(inputs["filter"]), padding(params, inputs)
    work = compiled(lambda: F.conv2d(x, kernel, stride=params["stride"], padding=pad))

    def run():
        with torch.no_grad():
            return work()

    return run, lambda out: {"out": last(out)}


def conv2d_backprop_filter(inputs, params):
    x, d_out, pad = image_of(inputs["x"]), image_of(inputs["dy"]), padding(params, inputs)
    kernel, stride = kernel_of(inputs["filter"]), params["stride"]

    def run():
        return torch.ops.aten.convolution_backward(
            d_out, x, kernel, None, [stride] * 2, [pad] * 2, [1, 1], False, [0, 0], 1, [False, True, False]
        )[1]

    return run, lambda grad: {"dFilter": grad.permute(2, 3, 1, 0).contiguous()}


class Tutorial(torch.nn.Module):
    """The network of PyTorch's spatial transformer tutorial, without its dropout."""

    def __init__(self):
        super().__init__()
        nn = torch.nn
        self.loc1, self.loc2 = nn.Conv2d(1, 8, 7), nn.Conv2d(8, 10, 5)
        self.loc3, self.loc4 = nn.Linear(90, 32), nn.Linear(32, 6)
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.fc1, self.fc2 = nn.Linear(320, 50), nn.Linear(50, 10)

    def forward(self, x):
        a = F.relu(F.max_pool2d(self.loc1(x), 2))
        a = F.relu(F.max_pool2d(self.loc2(a), 2)).flatten(1)
        theta = self.loc4(F.relu(self.loc3(a))).view(-1, 2, 3)
        x = F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), align_corners=False)
        a = F.relu(F.max_pool2d(self.conv1(x), 2))
        a = F.relu(F.max_pool2d(self.conv2(a), 2)).flatten(1)
        return F.log_softmax(self.fc2(F.relu(self.fc1(a))), 1)


# rows of the first dense layers follow the flattened image: channels last there, channels first here
FLATTENED = {"loc3": (3, 3, 10), "fc1": (4, 4, 20)}


def stn_tutorial(inputs, params):
    net = Tutorial().to(memory_format=LAYOUT)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            layer, kind = name.split(".")
            array = inputs[f"{layer}.{'kernel' if kind == 'weight' else 'bias'}"]
            parameter.copy_(weight_in(layer, torch.from_numpy(array)))
    x, labels = image_of(inputs["image"]), torch.from_numpy(inputs["labels"]).long()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    forward = compiled(net)

    def run():
        optimizer.zero_grad()
        loss = F.nll_loss(forward(x), labels)
        loss.backward()
        optimizer.step()
        return loss

    return run, lambda loss: {"loss": loss.detach(), **weights_out(net)}


def weight_in(layer, array):
    if array.dim() == 4:
        return array.permute(3, 2, 0, 1)
    if array.dim() == 2 and layer in FLATTENED:
        h, w, c = FLATTENED[layer]
        return array.reshape(h, w, c, -1).permute(3, 2, 0, 1).reshape(array.shape[1], -1)
    return array.t() if array.dim() == 2 else array


def weights_out(net):
    out = {}
    for name, parameter in net.named_parameters():
        layer, kind = name.split(".")
        value = parameter.detach()
        if value.dim() == 4:
            value = value.permute(2, 3, 1, 0)
        elif value.dim() == 2 and layer in FLATTENED:
            h, w, c = FLATTENED[layer]
            value = value.reshape(-1, c, h, w).permute(2, 3, 1, 0).reshape(h * w * c, -1)
        elif value.dim() == 2:
            value = value.t()
        out[f"{layer}.{'kernel' if kind == 'weight' else 'bias'}"] = value.clone()
    return out


WORKS = {
    "gridSample": grid_sample,
    "gridSampleBackward": spatial_transform_backward,
    "spatialTransform": spatial_transform,
    "spatialTransformBackward": spatial_transform_backward,
    "gemm": gemm,
    "conv2d": conv2d,
    "conv2dBackpropFilter": conv2d_backprop_filter,
    "stnTutorial": stn_tutorial,
}


def prepare(request, state):
    work = request["work"]
    if work["op"] not in WORKS:
        raise Unsupported(f"not written for PyTorch: {work['op']}")
    raw = np.fromfile(request["file"], dtype=np.float32)
    inputs, at = {}, 0
    for entry in request["inputs"]:
        size = int(np.prod(entry["shape"]))
        inputs[entry["name"]] = raw[at : at + size].reshape(entry["shape"]).copy()
        at += size
    state["run"], outputs_of = WORKS[work["op"]](inputs, work["params"])
    outputs = outputs_of(state["run"]())
    with open(request["out"], "wb") as file:
        for value in outputs.values():
            file.write(np.ascontiguousarray(value.detach().numpy(), dtype=np.float32).tobytes())
    return {"outputs": [{"name": name, "shape": list(value.shape)} for name, value in outputs.items()]}


def timed(request, state):
    run = state["run"]
    started = time.perf_counter()
    for _ in range(request["count"]):
        run()
    return {"ms": (time.perf_counter() - started) * 1000}


def main():
    state = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "start":
                answer = start(request)
            elif request["do"] == "prepare":
                answer = prepare(request, state)
            elif request["do"] == "run":
                answer = timed(request, state)
            elif request["do"] == "memory":
                answer = {"memory": {}}
            else:
                state.clear()
                answer = {"ok": True}
        except Unsupported as error:
            answer = {"unsupported": str(error)}
        except Exception as error:  # the parent says which work failed and goes on
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
