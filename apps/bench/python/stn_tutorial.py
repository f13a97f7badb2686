"""A training step of the network of PyTorch's spatial transformer tutorial, without its dropout."""
import torch
import torch.nn.functional as F
from torch import nn


class Tutorial(nn.Module):
    def __init__(self):
        super().__init__()
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


def stn_tutorial(inputs, params, setting):
    net = Tutorial().to(memory_format=setting.layout)
    with torch.no_grad():
        for layer, name, parameter in parameters(net):
            parameter.copy_(weight_in(layer, torch.from_numpy(inputs[name])))
    x, labels = setting.image(inputs["image"]), torch.from_numpy(inputs["labels"]).long()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    forward = setting.compiled(net)

    def run():
        optimizer.zero_grad()
        loss = F.nll_loss(forward(x), labels)
        loss.backward()
        optimizer.step()
        return loss

    return run, lambda loss: {"loss": loss.detach(), **weights_out(net)}


def parameters(net):
    """Each with its layer and the name that it has outside: `loc1.kernel`."""
    for path, parameter in net.named_parameters():
        layer, kind = path.split(".")
        yield layer, f"{layer}.{'kernel' if kind == 'weight' else 'bias'}", parameter


# rows of the first dense layers follow the flattened image: channels last outside, channels first here
FLATTENED = {"loc3": (3, 3, 10), "fc1": (4, 4, 20)}


def weight_in(layer, array):
    if array.dim() == 4:
        return array.permute(3, 2, 0, 1)
    if array.dim() == 2 and layer in FLATTENED:
        h, w, c = FLATTENED[layer]
        return array.reshape(h, w, c, -1).permute(3, 2, 0, 1).reshape(array.shape[1], -1)
    return array.t() if array.dim() == 2 else array


def weight_out(layer, value):
    if value.dim() == 4:
        return value.permute(2, 3, 1, 0)
    if value.dim() == 2 and layer in FLATTENED:
        h, w, c = FLATTENED[layer]
        return value.reshape(-1, c, h, w).permute(2, 3, 1, 0).reshape(h * w * c, -1)
    return value.t() if value.dim() == 2 else value


def weights_out(net):
    return {name: weight_out(layer, parameter.detach()).clone() for layer, name, parameter in parameters(net)}
