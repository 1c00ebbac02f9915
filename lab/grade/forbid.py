"""Refuse what a learner's file may not do, at the moment when the file does it; merely naming it is allowed."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import NoReturn

import torch

STARTS_PROCESS = frozenset(
    {"os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.spawn", "os.system", "subprocess.Popen", "pty.spawn"}
)
KILLS = frozenset({"os.kill", "os.killpg", "signal.pthread_kill"})


class Refused(Exception):
    """Raised in the learner's file, and reported to the judge whether or not the file catches it."""


OnRefusal = Callable[[str], None]
"""A callback that gets, in words, what the file did."""


def forbid_calls(names: Sequence[str], on_refusal: OnRefusal) -> None:
    """Replace each function or class that is itself the answer by one that refuses."""
    for name in filter(_is_call, names):
        owner_name, _, attribute = name.rpartition(".")
        owner = _look_up(owner_name)
        original = getattr(owner, attribute, None)
        if original is None:
            continue
        refusal = (
            _refused_class(name, on_refusal) if isinstance(original, type) else _refused_function(name, on_refusal)
        )
        setattr(owner, attribute, refusal)


def forbid_modules(names: Sequence[str], on_refusal: OnRefusal) -> None:
    """Refuse to import the lab, where the reference is, and the modules among the names."""
    reasons = {name: f"imports {name}, which does what this exercise asks you to write" for name in names}
    reasons = {name: why for name, why in reasons.items() if not _is_call(name)}
    reasons["lab"] = "imports the lab, where the solution is"
    for name in list(sys.modules):
        if name.split(".")[0] in reasons:
            _SET_ASIDE[name] = sys.modules.pop(name)  # what is running still needs it
    sys.meta_path.insert(0, _RefusingFinder(reasons, on_refusal))


def forbid_processes(on_refusal: OnRefusal) -> None:
    """Refuse to start processes, and to send them signals."""

    def hook(event: str, _arguments: tuple[object, ...]) -> None:
        if event in STARTS_PROCESS:
            on_refusal(f"starts another process ({event})")
            raise Refused("a part of a GPT starts no processes")
        if event in KILLS:
            on_refusal(f"sends signals to processes ({event})")
            raise Refused("a part of a GPT sends no signals")

    sys.addaudithook(hook)


_SET_ASIDE: dict[str, ModuleType] = {}


class _RefusingFinder(MetaPathFinder):
    def __init__(self, reasons: Mapping[str, str], on_refusal: OnRefusal) -> None:
        self.reasons, self.on_refusal = reasons, on_refusal

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        reason = self.reasons.get(fullname.split(".")[0])
        if reason is None:
            return None
        self.on_refusal(reason)
        raise Refused(f"{fullname} is not for this exercise")


def _is_call(name: str) -> bool:
    return "." in name


def _look_up(name: str) -> ModuleType | type:
    """A module, or a class in one."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        owner, _, attribute = name.rpartition(".")
        found: type = getattr(import_module(owner), attribute)
        return found


def _words(name: str) -> str:
    return f"calls {name}, which is what this exercise asks you to write"


def _refused_function(name: str, on_refusal: OnRefusal) -> Callable[..., NoReturn]:
    def refusal(*_: object, **__: object) -> NoReturn:
        on_refusal(_words(name))
        raise Refused(name)

    return refusal


def _refused_class(name: str, on_refusal: OnRefusal) -> type:
    def refusal(*_: object, **__: object) -> NoReturn:
        on_refusal(_words(name))
        raise Refused(name)

    return type(name.rpartition(".")[2], (), {"__new__": refusal, "__init_subclass__": classmethod(refusal)})


# -- settings of torch that a file may have changed -----------------------------------------------------------


class Settings:
    """The state of torch before the learner's file, to compare with the state after it."""

    WATCHED = ("torch", "torch.Tensor", "torch.nn", "torch.nn.functional", "torch.testing", "torch.autograd", "math")

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.seed = seed
        self.state = _torch_state()
        self.functions = {name: dict(vars(_look_up(name))) for name in self.WATCHED} | {
            "builtins": dict(vars(builtins))
        }

    def changed(self, seed: bool = True) -> list[str]:
        """Everything that differs now, in words."""
        now = _torch_state()
        found = [
            f"{what} was {self.state[what]}, and is {value}" for what, value in now.items() if value != self.state[what]
        ]
        if seed and torch.initial_seed() != self.seed:
            found.append(f"torch's seed was set, to {torch.initial_seed()}")
        for owner, before in self.functions.items():
            after = vars(builtins) if owner == "builtins" else vars(_look_up(owner))
            found += [
                f"{owner}.{name} was replaced"
                for name, value in before.items()
                if after.get(name) is not value and callable(value) and not name.startswith("__")
            ]
        return found


def _torch_state() -> dict[str, str]:
    return {
        "torch's default dtype": str(torch.get_default_dtype()),
        "torch's default device": str(torch.get_default_device()),
        "whether torch tracks gradients": str(torch.is_grad_enabled()),
    }
