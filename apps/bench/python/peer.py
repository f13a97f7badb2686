"""The PyTorch contender: reads a request a line, answers a line, as src/hosts/host.ts does.

Arrays arrive channels last; what PyTorch wants instead is made before the clock starts.
"""
import json
import sys
import time

sys.dont_write_bytecode = True  # no files beside the sources

import numpy as np
import torch

import draw
import layers
import ntm
import operators
from setting import Unsupported, runtime, setting_of
from stn_tutorial import stn_tutorial

WORKS = {
    "gridSample": operators.grid_sample,
    "gridSampleBackward": operators.spatial_transform_backward,
    "spatialTransform": operators.spatial_transform,
    "spatialTransformBackward": operators.spatial_transform_backward,
    "gemm": operators.gemm,
    "conv2d": operators.conv2d,
    "conv2dBackpropFilter": operators.conv2d_backprop_filter,
    "stnTutorial": stn_tutorial,
    "layersTrain": layers.layers_train,
    "ntmTrain": ntm.ntm_train,
    "ntmForward": ntm.ntm_forward,
    "drawTrain": draw.draw_train,
    "drawGenerate": draw.draw_generate,
    "readPatch": draw.read_patch,
    "readPatchBackward": draw.read_patch_backward,
}


def start(request, state):
    state["setting"] = setting_of(request["variant"])
    return {"runtime": runtime()}


def prepare(request, state):
    work = request["work"]
    if work["op"] not in WORKS:
        raise Unsupported(f"not written for PyTorch: {work['op']}")
    run, outputs_of = WORKS[work["op"]](read_inputs(request), work["params"], state["setting"])
    outputs = outputs_of(run())
    state["runs"][work["case"]] = run
    with open(request["out"], "wb") as file:
        for value in outputs.values():
            file.write(np.ascontiguousarray(value.detach().numpy(), dtype=np.float32).tobytes())
    return {"outputs": [{"name": name, "shape": list(value.shape)} for name, value in outputs.items()]}


def read_inputs(request):
    raw = np.fromfile(request["file"], dtype=np.float32)
    inputs, at = {}, 0
    for entry in request["inputs"]:
        size = int(np.prod(entry["shape"]))
        inputs[entry["name"]] = raw[at : at + size].reshape(entry["shape"]).copy()
        at += size
    return inputs


def timed(request, state):
    run = state["runs"][request["case"]]
    started = time.perf_counter()
    for _ in range(request["count"]):
        run()
    return {"ms": (time.perf_counter() - started) * 1000}


def release(request, state):
    state["runs"].clear()
    return {"ok": True}


ANSWERS = {"start": start, "prepare": prepare, "run": timed, "memory": lambda request, state: {"memory": {}}}


def main():
    torch.set_num_threads(1)
    state = {"runs": {}}  # by case
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = ANSWERS.get(request["do"], release)(request, state)
        except Unsupported as error:
            answer = {"unsupported": str(error)}
        except Exception as error:  # the parent says which work failed and goes on
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
