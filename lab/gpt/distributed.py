"""One process, or several under `torchrun` that share their gradients (DDP)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from lab.errors import UsageError


@dataclass(frozen=True)
class World:
    rank: int = 0
    size: int = 1
    local_rank: int = 0  # its number on this machine, and that of its GPU

    @property
    def first(self) -> bool:
        """True in the process that evaluates, writes and reports."""
        return self.rank == 0

    def share(self, batch_size: int) -> int:
        """Return how many sequences of a step this process takes."""
        if batch_size % self.size:
            raise UsageError(f"batch_size = {batch_size} cannot be shared by {self.size} processes: choose a multiple.")
        return batch_size // self.size

    def wrap(self, model: nn.Module, device: torch.device) -> nn.Module:
        if self.size == 1:
            return model
        return DistributedDataParallel(model, device_ids=[device.index] if device.type == "cuda" else None)

    def wait(self) -> None:
        if self.size > 1:
            distributed.barrier()

    def gather(self, item: Any) -> list[Any]:
        """Return each process's item, in the order of ranks."""
        if self.size == 1:
            return [item]
        items: list[Any] = [None] * self.size
        distributed.all_gather_object(items, item)
        return items

    def any(self, flag: bool) -> bool:
        return any(self.gather(flag))


@contextmanager
def join_world(device_name: str) -> Iterator[World]:
    """Join the processes that `torchrun` started, or be the only one."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield World()
        return
    on_gpu = device_name in ("auto", "cuda") and torch.cuda.is_available()
    local_rank = int(os.environ.get("LOCAL_RANK", "0"))
    if on_gpu:
        torch.cuda.set_device(local_rank)  # before the first exchange, or all would use the first GPU
    distributed.init_process_group("nccl" if on_gpu else "gloo")
    try:
        yield World(distributed.get_rank(), size, local_rank)
    finally:
        _left.append(distributed.group.WORLD)
        distributed.destroy_process_group()


_left: list[Any] = []
"""Worlds that were left. Their end waits for threads of torch that may need Python's lock, so it must not come while a
model that was wrapped is forgotten, which holds the lock: the two would wait for each other for ever."""
