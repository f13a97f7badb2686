"""How this contender computes, and how arrays go in and out: they are channels last outside."""
import sys
from typing import NamedTuple

import torch


class Unsupported(Exception):
    """What this machine, or this contender, cannot do; the parent leaves it out and says why."""


class Setting(NamedTuple):
    layout: torch.memory_format
    compile: bool

    def compiled(self, function):
        return torch.compile(function) if self.compile else function

    def image(self, array):
        """[B, H, W, C] -> [B, C, H, W] in the layout of this contender."""
        return torch.from_numpy(array).permute(0, 3, 1, 2).contiguous(memory_format=self.layout)

    def kernel(self, array):
        """[h, w, in, out] -> [out, in, h, w]"""
        return torch.from_numpy(array).permute(3, 2, 0, 1).contiguous(memory_format=self.layout)


def setting_of(variant):
    """From a variant's words: `channels_last, pages kept`."""
    words = variant.replace(",", "").split(" ")
    compile = "compile" in words
    if compile and not hasattr(torch, "compile"):
        raise Unsupported(f"torch {torch.__version__} has no torch.compile")
    return Setting(torch.channels_last if "channels_last" in words else torch.contiguous_format, compile)


def runtime():
    return f"python {sys.version.split()[0]}, torch {torch.__version__}"


def channels_last(tensor):
    """[B, C, H, W] -> [B, H, W, C]"""
    return tensor.detach().permute(0, 2, 3, 1).contiguous()


def without_gradients(work):
    def run():
        with torch.no_grad():
            return work()

    return run
