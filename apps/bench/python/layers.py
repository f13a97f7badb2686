"""Training steps of the nets that tf.layers builds, in eager PyTorch, by plain SGD."""
import torch
import torch.nn.functional as F


def dense(x, w, name):
    return F.linear(x, w[f"{name}.kernel"], w[f"{name}.bias"])


def conv2d(x, w):
    a = F.max_pool2d(F.relu(F.conv2d(x, w["conv1.kernel"], w["conv1.bias"], padding=1)), 2)
    a = F.max_pool2d(F.relu(F.conv2d(a, w["conv2.kernel"], w["conv2.bias"], padding=1)), 2)
    return dense(a.flatten(1), w, "dense")


def mobile_net(x, w):
    def norm(x, name):
        return F.batch_norm(x, None, None, w[f"{name}.scale"], w[f"{name}.bias"], training=True, eps=1e-3)

    a = F.relu6(norm(F.conv2d(x, w["wide.kernel"]), "norm1"))
    a = F.relu6(norm(F.conv2d(a, w["depthwise.kernel"], padding=1, groups=a.shape[1]), "norm2"))
    a = x + norm(F.conv2d(a, w["narrow.kernel"]), "norm3")
    return dense(a.mean((2, 3)), w, "dense")


def conv3d(x, w):
    a = F.max_pool3d(F.relu(F.conv3d(x, w["conv1.kernel"], w["conv1.bias"], padding=1)), 2)
    a = F.max_pool3d(F.relu(F.conv3d(a, w["conv2.kernel"], w["conv2.bias"], padding=1)), 2)
    return dense(a.flatten(1), w, "dense")


def lstm(x, w):
    zeros = x.new_zeros(1, x.shape[0], 64)
    flat = [w["lstm.kernel"], w["lstm.recurrent"], w["lstm.bias"], torch.zeros_like(w["lstm.bias"])]
    _, h, _ = torch.lstm(x, (zeros, zeros), flat, True, 1, 0.0, True, False, True)
    return dense(h[0], w, "dense")


def transformer(x, w):
    def norm(x, name):
        return F.layer_norm(x, x.shape[-1:], w[f"{name}.scale"], w[f"{name}.bias"], eps=1e-3)

    query, key, value = (dense(x, w, name) for name in ("query", "key", "value"))
    a = norm(x + dense(torch.softmax(query @ key.transpose(1, 2), -1) @ value, w, "out"), "norm1")
    a = norm(a + dense(F.relu(dense(a, w, "up")), w, "down"), "norm2")
    return dense(a.mean(1), w, "dense")


NETS = {"conv2d": conv2d, "MobileNet": mobile_net, "conv3d": conv3d, "lstm": lstm, "transformer": transformer}

# rows of a dense layer follow the flattened image: channels last outside, channels first here
FLATTENED = {"conv2d": (7, 7, 32), "conv3d": (2, 4, 4, 16)}


def layers_train(inputs, params, setting):
    net = NETS[params["net"]]
    x = channels_first(torch.from_numpy(inputs.pop("x")), setting)
    labels = torch.from_numpy(inputs.pop("labels")).long()
    weights = {}
    for name, array in inputs.items():
        value = weight_in(params["net"], name, torch.from_numpy(array))
        weights[name] = value.contiguous(memory_format=setting.layout if value.dim() == 4 else torch.contiguous_format)
        weights[name].requires_grad_()
    optimizer = torch.optim.SGD(weights.values(), lr=0.01)
    forward = setting.compiled(net)

    def run():
        optimizer.zero_grad()
        loss = F.cross_entropy(forward(x, weights), labels)
        loss.backward()
        optimizer.step()
        return loss

    def outputs_of(loss):
        updated = {name: weight_out(params["net"], name, value.detach()) for name, value in weights.items()}
        return {"loss": loss.detach(), **{name: value.clone() for name, value in updated.items()}}

    return run, outputs_of


def channels_first(x, setting):
    if x.dim() == 4:
        return x.permute(0, 3, 1, 2).contiguous(memory_format=setting.layout)
    return x.permute(0, 4, 1, 2, 3).contiguous() if x.dim() == 5 else x


def weight_in(net, name, value):
    if name == "depthwise.kernel":
        return value.permute(2, 3, 0, 1)
    if value.dim() == 4:
        return value.permute(3, 2, 0, 1)
    if value.dim() == 5:
        return value.permute(4, 3, 0, 1, 2)
    if name == "dense.kernel" and net in FLATTENED:
        sides = FLATTENED[net]
        value = value.reshape(*sides, -1).movedim(-2, 0).reshape(value.shape)
    return value.t() if value.dim() == 2 else value


def weight_out(net, name, value):
    if name == "depthwise.kernel":
        return value.permute(2, 3, 0, 1)
    if value.dim() == 4:
        return value.permute(2, 3, 1, 0)
    if value.dim() == 5:
        return value.permute(2, 3, 4, 1, 0)
    if value.dim() == 2:
        value = value.t()
        if name == "dense.kernel" and net in FLATTENED:
            *sides, channels = FLATTENED[net]
            value = value.reshape(channels, *sides, -1).movedim(0, -2).reshape(value.shape)
    return value
