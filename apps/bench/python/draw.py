"""DRAW: batched, one matrix product for each layer and step."""
import torch
import torch.nn.functional as F
from torch import nn

from setting import channels_last, without_gradients


class Draw(nn.Module):
    def __init__(self, side, units, latents, read_size, write_size):
        super().__init__()
        self.side, self.latents, self.read_size, self.write_size = side, latents, read_size, write_size
        self.read_window = nn.Linear(units, 5)
        self.encoder = nn.Linear(2 * read_size**2 + 2 * units, 4 * units)
        self.latent = nn.Linear(units, 2 * latents)
        self.decoder = nn.Linear(latents + units, 4 * units)
        self.write_window = nn.Linear(units, 5)
        self.patch = nn.Linear(units, write_size**2)
        self.first_canvas = nn.Parameter(torch.zeros(side, side))
        self.first_encoder = nn.Parameter(torch.zeros(2, units))
        self.first_decoder = nn.Parameter(torch.zeros(2, units))

    def first(self, batch):
        states = (part.expand(batch, -1) for state in (self.first_encoder, self.first_decoder) for part in state)
        return self.first_canvas.expand(batch, -1, -1), *states

    def elbo(self, x, noise):
        """x: [B, H, W], noise: [T, B, Z] -> the loss, in nats"""
        canvas, *state = self.first(x.shape[0])
        kl = 0
        for epsilon in noise:
            canvas, state, divergence = self.step(x, canvas, state, epsilon)
            kl = kl + divergence
        return F.binary_cross_entropy_with_logits(canvas, x, reduction="sum") / x.shape[0] + kl.mean()

    def step(self, x, canvas, state, epsilon):
        h_enc, c_enc, h_dec, c_dec = state
        window = window_of(self.read_window(h_dec), self.side, self.read_size)
        seen = read(torch.stack((x, x - torch.sigmoid(canvas)), 1), window)
        h_enc, c_enc = lstm(self.encoder, (seen.flatten(1), h_dec, h_enc), c_enc)
        mu, log_sigma = self.latent(h_enc).chunk(2, 1)
        sigma = log_sigma.exp()
        kl = 0.5 * (mu.square() + sigma.square() - 2 * log_sigma - 1).sum(1)
        canvas, h_dec, c_dec = self.write(canvas, mu + sigma * epsilon, h_dec, c_dec)
        return canvas, (h_enc, c_enc, h_dec, c_dec), kl

    def write(self, canvas, z, h_dec, c_dec):
        h_dec, c_dec = lstm(self.decoder, (z, h_dec), c_dec)
        f_x, f_y, gamma = window_of(self.write_window(h_dec), self.side, self.write_size)
        patch = self.patch(h_dec).view(-1, self.write_size, self.write_size)
        return canvas + f_y.transpose(1, 2) @ patch @ f_x / gamma.view(-1, 1, 1), h_dec, c_dec

    def generate(self, noise):
        canvas, _, _, h_dec, c_dec = self.first(noise.shape[1])
        for z in noise:
            canvas, h_dec, c_dec = self.write(canvas, z, h_dec, c_dec)
        return torch.sigmoid(canvas)


def lstm(layer, inputs, c):
    i, f, g, o = layer(torch.cat(inputs, 1)).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def window_of(raw, side, N):
    """[B, 5] -> the filters [B, N, side] of both axes, and gamma [B]"""
    centers = (side + 1) / 2 * (raw[:, :2] + 1)
    sigma2, delta, gamma = raw[:, 2:].exp().unbind(1)
    delta = (side - 1) / max(N - 1, 1) * delta
    means = centers.unsqueeze(2) + (torch.arange(N) - (N - 1) / 2) * delta.view(-1, 1, 1)  # [B, 2, N]
    distances = torch.arange(1, side + 1) - means.unsqueeze(3)
    filters = torch.softmax(distances.square() / (-2 * sigma2).view(-1, 1, 1, 1), 3)
    return filters[:, 0], filters[:, 1], gamma


def read(images, window):
    """images: [B, n, H, W] -> [B, n, N, N]"""
    f_x, f_y, gamma = window
    patches = f_y.unsqueeze(1) @ images @ f_x.transpose(1, 2).unsqueeze(1)
    return gamma.view(-1, 1, 1, 1) * patches


# --- the contenders: weights come and gradients go with the names and the layout of @attn/draw

LEARNING_RATE = 1e-4
CLIP_NORM = 5


def draw_train(inputs, params, setting):
    net = model(inputs, params, setting)
    x, noise = torch.from_numpy(inputs["x"]).squeeze(3), torch.from_numpy(inputs["noise"])
    optimizer = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE, foreach=True)
    first = {}

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss = net.elbo(x, noise)
        loss.backward()
        if not first:
            first["loss"] = loss.detach()
            for name, parameter, turned in named(net):
                gradient = parameter.grad.t() if turned else parameter.grad
                first[f"gradient of {name}"] = gradient.unsqueeze(2).clone() if name == "initial.canvas" else gradient.clone()
        nn.utils.clip_grad_norm_(net.parameters(), CLIP_NORM)
        optimizer.step()
        return first

    return run, dict


def draw_generate(inputs, params, setting):
    net = model(inputs, params, setting)
    noise = torch.from_numpy(inputs["noise"])
    return without_gradients(lambda: net.generate(noise)), lambda images: {"images": images.unsqueeze(3)}


def model(inputs, params, setting):
    net = Draw(params["side"], params["units"], params["Z"], params["readSize"], params["writeSize"])
    with torch.no_grad():
        for name, parameter, turned in named(net):
            value = torch.from_numpy(inputs[name])
            parameter.copy_(value.t() if turned else value.view(parameter.shape))
    net.step, net.write = setting.compiled(net.step), setting.compiled(net.write)
    return net


def named(net):
    """Each parameter with its name outside, and whether it is the transpose there."""
    layers = {
        "readWindow": net.read_window,
        "encoder": net.encoder,
        "latent": net.latent,
        "decoder": net.decoder,
        "writeWindow": net.write_window,
        "patch": net.patch,
    }
    for name, layer in layers.items():
        yield f"{name}.kernel", layer.weight, True
        yield f"{name}.bias", layer.bias, False
    yield "initial.canvas", net.first_canvas, False
    yield "initial.encoder", net.first_encoder, False
    yield "initial.decoder", net.first_decoder, False


def read_patch(inputs, params, setting):
    image, raw = setting.image(inputs["image"]), torch.from_numpy(inputs["raw"])
    work = setting.compiled(lambda: read(image, window_of(raw, params["W"], params["N"])))
    return without_gradients(work), lambda out: {"out": channels_last(out)}


def read_patch_backward(inputs, params, setting):
    image = setting.image(inputs["image"]).requires_grad_()
    raw = torch.from_numpy(inputs["raw"]).requires_grad_()
    d_out = setting.image(inputs["dOut"])
    forward = setting.compiled(lambda: read(image, window_of(raw, params["W"], params["N"])))

    def run():
        return torch.autograd.grad(forward(), (image, raw), d_out)

    return run, lambda grads: {"dImage": channels_last(grads[0]), "dRaw": grads[1]}
