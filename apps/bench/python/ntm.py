"""A Neural Turing Machine on the copy task: batched, all heads at once where the memory is the same."""
import torch
import torch.nn.functional as F
from torch import nn

from setting import without_gradients

TINY = 1e-30  # no logarithm of 0


class NTM(nn.Module):
    """`order` is `write-first`, `read-previous` or `address-previous`, as in @attn/ntm."""

    def __init__(self, inputs, units, slots, word, outputs, reads=1, writes=1, shifts=3, lstm=True, order="write-first",
                 activation=torch.tanh):
        super().__init__()
        self.slots, self.word, self.reads, self.writes, self.shifts = slots, word, reads, writes, shifts
        self.order, self.activation = order, activation
        heads, seen = reads + writes, inputs + reads * word
        self.lstm = lstm
        self.controller = nn.Linear(seen + units, 4 * units) if lstm else nn.Linear(seen, units)
        if lstm:
            self.first_controller = nn.Parameter(torch.zeros(1, 2, units))
        # what gets the same activation is together: keys and adds; beta and gamma; gates and erases; shifts
        self.widths = (heads + writes) * word, 2 * heads, heads + writes * word, heads * shifts
        self.heads = nn.Linear(units, sum(self.widths))
        self.output = nn.Linear(units + reads * word, outputs)
        self.first_weights = nn.Parameter(torch.zeros(heads, slots))
        self.first_reads = nn.Parameter(torch.zeros(reads, word))

    def first_state(self, batch):
        memory = torch.full((batch, self.slots, self.word), 1e-6)
        weights = self.first_weights.softmax(1).expand(batch, -1, -1).split((self.reads, self.writes), 1)
        read = self.first_reads.view(1, -1).expand(batch, -1)
        hidden = [part.expand(batch, -1) for part in self.first_controller.unbind(1)] if self.lstm else None
        return memory, norms(memory), *weights, read, hidden

    def forward(self, x, state=None):
        """[B, T, I] -> logits [B, T, O]"""
        state = self.first_state(x.shape[0]) if state is None else state
        told = []
        for step in x.unbind(1):
            h, state = self.step(step, state)
            told += [h, state[4]]
        return self.output(torch.cat(told, 1).view(x.shape[0], x.shape[1], -1))

    def step(self, x, state):
        memory, norm, read_weights, write_weights, read, hidden = state
        if self.lstm:
            i, f, g, o = self.controller(torch.cat((x, read, hidden[0]), 1)).chunk(4, 1)
            cell = torch.sigmoid(f) * hidden[1] + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(cell)
            hidden = h, cell
        else:
            h = torch.tanh(self.controller(torch.cat((x, read), 1)))
        of_readers, of_writers, erase, add = self.requests(h)
        old, old_norm = memory, norm

        write_weights = self.address(of_writers, memory, norm, write_weights)
        memory = self.write(memory, write_weights, erase, add)
        norm = norms(memory)
        seen_memory = (memory, norm) if self.order == "write-first" else (old, old_norm)
        read_weights = self.address(of_readers, *seen_memory, read_weights)
        words = torch.bmm(read_weights, old if self.order == "read-previous" else memory)
        return h, (memory, norm, read_weights, write_weights, words.flatten(1), hidden)

    def requests(self, h):
        """What the read heads ask for, what the write heads ask for, erase, add: [B, heads, ...] each."""
        R, W, word, S = self.reads, self.writes, self.word, self.shifts
        raw, powers, gates, shifts = self.heads(h).split(self.widths, 1)
        batch = h.shape[0]
        read_key, write_key, add = self.activation(raw).view(batch, -1, word).split((R, W, W), 1)
        read_beta, write_beta, read_gamma, write_gamma = F.softplus(powers).unsqueeze(2).split((R, W, R, W), 1)
        read_gate, write_gate, erase = torch.sigmoid(gates).split((R, W, W * word), 1)
        read_shift, write_shift = shifts.view(batch, -1, S).softmax(2).split((R, W), 1)
        of_readers = read_key, read_beta, read_gate.unsqueeze(2), read_shift, read_gamma
        of_writers = write_key, write_beta, write_gate.unsqueeze(2), write_shift, write_gamma
        return of_readers, of_writers, erase.view(batch, W, word), add

    def address(self, request, memory, norm, before):
        key, beta, gate, shift, gamma = request
        lengths = norms(key).unsqueeze(2) * norm.unsqueeze(1)
        cosine = torch.bmm(key, memory.transpose(1, 2)) / lengths.clamp_min(1e-8)
        content = torch.softmax(beta * cosine, 2)
        gated = torch.lerp(before, content, gate)
        logarithms = self.shifted(gated, shift).clamp_min(TINY).log()
        return torch.softmax((gamma + 1) * logarithms, 2)

    def shifted(self, weights, shift):
        """Circular, by -R ... R."""
        R = self.shifts // 2
        first, *others = shift.split(1, 2)
        shifted = weights.roll(-R, 2) * first
        for by, share in enumerate(others, 1 - R):
            shifted = torch.addcmul(shifted, weights.roll(by, 2) if by else weights, share)
        return shifted

    def write(self, memory, weights, erase, add):
        """All heads erase, then all add."""
        columns = weights.transpose(1, 2)
        for column, row in zip(columns.split(1, 2), erase.split(1, 1)):
            memory = torch.addcmul(memory, memory, column * row, value=-1)
        return torch.baddbmm(memory, columns, add)


def norms(rows):
    return torch.linalg.vector_norm(rows, dim=-1)


# --- the contender: weights come and gradients go with the names and the layout of @attn/ntm

LEARNING_RATE = 1e-4
CLIP_NORM = 10


def ntm_train(inputs, params, setting):
    net, x, targets = machine(inputs, params, setting)
    # Graves's, but for where eps is: outside the root, so that it is the root of his 1e-4
    optimizer = torch.optim.RMSprop(
        net.parameters(), lr=LEARNING_RATE, alpha=0.95, eps=1e-2, momentum=0.9, centered=True, foreach=True
    )
    batch, length = targets.shape[:2]
    first = {}

    def run():
        optimizer.zero_grad(set_to_none=True)
        logits = net(x)[:, -length:]
        loss = F.binary_cross_entropy_with_logits(logits, targets, reduction="sum") / batch
        loss.backward()
        if not first:
            first["loss"] = loss.detach()
            first.update({f"gradient of {name}": value for name, value in gradients(net).items()})
        nn.utils.clip_grad_norm_(net.parameters(), CLIP_NORM)
        optimizer.step()
        return first

    return run, dict


def ntm_forward(inputs, params, setting):
    net, x, _ = machine(inputs, params, setting)
    return without_gradients(lambda: net(x)), lambda logits: {"logits": logits}


def machine(inputs, params, setting):
    x, targets = torch.from_numpy(inputs["inputs"]), torch.from_numpy(inputs["targets"])
    pairs, lstm = params["pairs"], params["controller"] == "lstm"
    net = NTM(
        x.shape[2], params["units"], params["slots"], params["word"], targets.shape[2], pairs, pairs, params["shifts"], lstm
    )
    with torch.no_grad():
        for name, parameter, columns in named(net):
            value = torch.from_numpy(inputs[name])
            parameter.copy_(value if columns is None else value[..., columns].t())
    net.step = setting.compiled(net.step)
    return net, x, targets


def gradients(net):
    """By the names and in the layout that they have outside."""
    return {
        name: parameter.grad.clone() if columns is None else parameter.grad.t()[..., columns.argsort()].clone()
        for name, parameter, columns in named(net)
    }


def named(net):
    """Each parameter with its name outside, and where the rows of a layer are columns there."""
    layers = {"lstm0" if net.lstm else "feedforward0": net.controller, "heads": net.heads, "output": net.output}
    for name, layer in layers.items():
        columns = head_columns(net) if name == "heads" else torch.arange(layer.out_features)
        yield f"{name}.kernel", layer.weight, columns
        yield f"{name}.bias", layer.bias, columns
    yield "initial.weights", net.first_weights, None
    yield "initial.reads", net.first_reads, None
    if net.lstm:
        yield "initial.controller", net.first_controller, None


def head_columns(net):
    """Outside each head has key, beta, gate, shifts, gamma and, if it writes, erase and add."""
    read = {"key": net.word, "beta": 1, "gate": 1, "shift": net.shifts, "gamma": 1}
    write = {**read, "erase": net.word, "add": net.word}
    found, at = {kind: [] for kind in write}, 0
    for widths in [read] * net.reads + [write] * net.writes:
        for kind, width in widths.items():
            found[kind] += range(at, at + width)
            at += width
    return torch.tensor(sum((found[kind] for kind in ("key", "add", "beta", "gamma", "gate", "erase", "shift")), []))
