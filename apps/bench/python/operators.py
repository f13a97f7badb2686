"""Works of one operator each: (inputs, params, setting) -> what is timed, and how its result becomes the outputs."""
import torch
import torch.nn.functional as F

from setting import channels_last, without_gradients


def grid_sample(inputs, params, setting):
    image, grid = setting.image(inputs["image"]), torch.from_numpy(inputs["grid"])
    work = setting.compiled(lambda: F.grid_sample(image, grid, align_corners=False))
    return without_gradients(work), lambda out: {"out": channels_last(out)}


def transform_of(image, theta, params, setting):
    size = [params["B"], params["C"], params["h"], params["w"]]
    grid = lambda: F.affine_grid(theta, size, align_corners=False)
    return setting.compiled(lambda: F.grid_sample(image, grid(), align_corners=False))


def spatial_transform(inputs, params, setting):
    image, theta = setting.image(inputs["image"]), torch.from_numpy(inputs["theta"])
    work = transform_of(image, theta, params, setting)
    return without_gradients(work), lambda out: {"out": channels_last(out)}


def spatial_transform_backward(inputs, params, setting):
    image = setting.image(inputs["image"]).requires_grad_()
    theta = torch.from_numpy(inputs["theta"]).requires_grad_()
    d_out = setting.image(inputs["dOut"])
    forward = transform_of(image, theta, params, setting)

    def run():
        return torch.autograd.grad(forward(), (image, theta), d_out)

    return run, lambda grads: {"dImage": channels_last(grads[0]), "dTheta": grads[1]}


def gemm(inputs, params, setting):
    a, b = torch.from_numpy(inputs["a"]), torch.from_numpy(inputs["b"])
    a = a.t() if params["transposeA"] else a
    b = b.t() if params["transposeB"] else b
    return without_gradients(setting.compiled(lambda: a @ b)), lambda out: {"out": out}


def padding(params, inputs):
    size = inputs["filter"].shape[0]
    return (size - 1) // 2 if params["pad"] == "same" else 0


def conv2d(inputs, params, setting):
    x, kernel = setting.image(inputs["x"]), setting.kernel(inputs["filter"])
    pad, stride = padding(params, inputs), params["stride"]
    work = setting.compiled(lambda: F.conv2d(x, kernel, stride=stride, padding=pad))
    return without_gradients(work), lambda out: {"out": channels_last(out)}


def conv2d_backprop_filter(inputs, params, setting):
    x, d_out = setting.image(inputs["x"]), setting.image(inputs["dy"])
    kernel = setting.kernel(inputs["filter"])
    pad, stride = padding(params, inputs), params["stride"]

    def run():
        return torch.ops.aten.convolution_backward(
            d_out, x, kernel, None, [stride] * 2, [pad] * 2, [1, 1], False, [0, 0], 1, [False, True, False]
        )[1]

    return run, lambda grad: {"dFilter": grad.permute(2, 3, 1, 0).contiguous()}
