"""Checkpoints: a run on disk, with everything needed to resume it exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from lab.errors import LabError
from lab.files import replace_atomically
from lab.gpt.config import GPTConfig

FORMAT = 1
LAST, BEST = "checkpoint.pt", "best.pt"


def save_checkpoint(path: Path, content: dict[str, Any]) -> None:
    """Write a checkpoint; the old file stays until the new one is complete."""
    replace_atomically(path, lambda file: torch.save({"format": FORMAT} | content, file))


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint: tensors, numbers and text only, so that a file from elsewhere cannot run code."""
    if not path.is_file():
        raise LabError(f"{path} is not there: train first, or name the run's folder.")
    try:
        content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        if content["format"] != FORMAT:
            raise LabError(f"{path} was written by another version of the lab (format {content['format']}).")
    except LabError:
        raise
    except Exception as error:  # a damaged file fails in as many ways as there are bytes in it
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise LabError(f"{path} cannot be read as a checkpoint: {reason}") from None
    return content


def refuse_other_shape(path: Path, content: dict[str, Any], config: GPTConfig) -> None:
    different = GPTConfig.from_dict(content["config"]).differences(config)
    if different:
        raise LabError(
            f"{path} holds a model of another shape ({', '.join(different)}): leave these settings as they were, "
            "or start another run with --out."
        )


def random_state() -> dict[str, Any]:
    """Return the state of the random generators, so that a resumed run draws the same numbers."""
    cuda = torch.cuda.get_rng_state() if torch.cuda.is_available() else None
    return {"cpu": torch.get_rng_state(), "cuda": cuda}


def set_random_state(state: dict[str, Any]) -> None:
    torch.set_rng_state(state["cpu"])
    if state["cuda"] is not None and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda"])
