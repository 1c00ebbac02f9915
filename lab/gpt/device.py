"""Choose the device, its precision and the number of threads."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from lab.errors import LabError, UsageError

NAMES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True)
class Device:
    device: torch.device
    name: str  # the maker's name for it
    autocast: bool  # bfloat16 where it is safe
    compile: bool

    @property
    def precision(self) -> str:
        if self.autocast:
            return "bfloat16"
        return "tf32" if self.device.type == "cuda" else "float32"


def choose_device(name: str = "auto", local_rank: int = 0, compiled: bool = True) -> Device:
    if name not in NAMES:
        raise UsageError(f"--device is one of {', '.join(NAMES)}, not {name!r}.")
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(kind for kind, available in there.items() if available)
    if not there[name]:
        found = ", ".join(kind for kind, available in there.items() if available)
        raise LabError(f"There is no {name} device here that torch {torch.__version__} can use; there is {found}.")
    if name == "cpu":
        use_threads()
        return Device(torch.device("cpu"), "CPU", autocast=False, compile=False)
    if name == "mps":
        return Device(torch.device("mps"), "Apple GPU", autocast=False, compile=False)
    device = torch.device("cuda", local_rank)
    torch.cuda.set_device(device)
    torch.set_float32_matmul_precision("high")  # TF32 for what is not bfloat16
    autocast = torch.cuda.is_bf16_supported(including_emulation=False)
    return Device(device, torch.cuda.get_device_name(device), autocast, compiled)


def use_threads() -> None:
    """Use all cores but one, unless OMP_NUM_THREADS is set.

    Where another program is busy, threads that wait for each other cost ten times what one more core gains.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))


class Autocast(nn.Module):
    """The model with its matrix products in bfloat16; the weights stay in float32."""

    def __init__(self, model: nn.Module, device: torch.device) -> None:
        super().__init__()
        self.model, self.kind = model, device.type

    def forward(self, ids: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        with torch.autocast(self.kind, dtype=torch.bfloat16):
            out: tuple[Tensor, Tensor | None] = self.model(ids, targets)
        return out


def accelerated(model: nn.Module, device: Device) -> nn.Module:
    """Wrap the model in bfloat16 and the compiler, where the device gains from them."""
    if device.autocast:
        model = Autocast(model, device.device)
    if device.compile:
        return cast(nn.Module, torch.compile(model))
    return model


def is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and ("allocate memory" in str(error) or "out of memory" in str(error))
