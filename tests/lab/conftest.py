"""One thread, and the text that lies beside a checkout where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from lab.grade.client import Grader

REPOSITORY = Path(__file__).parents[2]
DATA = Path(os.environ.get("STUDYGPT_DATA", REPOSITORY.parent / "shared" / "data"))


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)  # other tests may run beside; and sums come in one order
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """One grader for all tests of a worker: its server takes seconds to load torch."""
    with Grader() as grader:
        yield grader


@pytest.fixture(scope="session")
def shakespeare_path() -> Path:
    path = DATA / "tinyshakespeare.txt"
    if not path.is_file():
        pytest.skip(f"needs {path.name} in ../shared/data or STUDYGPT_DATA")
    return path


@pytest.fixture(scope="session")
def shakespeare(shakespeare_path: Path) -> str:
    return shakespeare_path.read_text(encoding="utf-8")


@pytest.fixture
def gpt2_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DATA / "tiktoken"
    if not folder.is_dir():
        pytest.skip("needs GPT-2's ranks in ../shared/data/tiktoken or STUDYGPT_DATA")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(folder))


@pytest.fixture
def cuda() -> torch.device:
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    return torch.device("cuda")
