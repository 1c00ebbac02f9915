"""What a learner's file may not do, refused at the moment when it does it: so a mere mention does no harm."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

import torch

STARTS_PROCESS = frozenset(
    {"os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.spawn", "os.system", "subprocess.Popen", "pty.spawn"}
)
KILLS = frozenset({"os.kill", "os.killpg", "signal.pthread_kill"})


class Refused(Exception):
    """Raised into the learner's file, and told to the judge whether or not the file catches it."""


Tell = Callable[[str], None]


def refuse_calls(names: Sequence[str], tell: Tell) -> None:
    """Put a refusal in the place of each function or class that is itself the answer."""
    for name in filter(_is_call, names):
        owner_name, _, attribute = name.rpartition(".")
        owner = _find(owner_name)
        original = getattr(owner, attribute, None)
        if original is None:
            continue
        refusal = _refused_class(name, tell) if isinstance(original, type) else _refused_function(name, tell)
        setattr(owner, attribute, refusal)


def refuse_modules(names: Sequence[str], tell: Tell) -> None:
    """From now on the lab, where the reference is, and each name without a dot cannot be imported."""
    reasons = {name: f"imports {name}, which does what this exercise asks you to write" for name in names}
    reasons = {name: why for name, why in reasons.items() if not _is_call(name)}
    reasons["lab"] = "imports the lab, where the solution is"
    for name in list(sys.modules):
        if name.split(".")[0] in reasons:
            _ASIDE[name] = sys.modules.pop(name)  # what is running still needs it
    sys.meta_path.insert(0, _Refusing(reasons, tell))


def refuse_processes(tell: Tell) -> None:
    def hook(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in STARTS_PROCESS:
            tell(f"starts another process ({event})")
            raise Refused("a part of a GPT starts no processes")
        if event in KILLS:
            tell(f"sends signals to processes ({event})")
            raise Refused("a part of a GPT sends no signals")

    sys.addaudithook(hook)


_ASIDE: dict[str, ModuleType] = {}


class _Refusing(MetaPathFinder):
    def __init__(self, reasons: Mapping[str, str], tell: Tell) -> None:
        self.reasons, self.tell = reasons, tell

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        reason = self.reasons.get(fullname.split(".")[0])
        if reason is None:
            return None
        self.tell(reason)
        raise Refused(f"{fullname} is not for this exercise")


def _is_call(name: str) -> bool:
    return "." in name


def _find(name: str) -> Any:
    """A module, or a class in one."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        owner, _, attribute = name.rpartition(".")
        return getattr(import_module(owner), attribute)


def _words(name: str) -> str:
    return f"calls {name}, which is what this exercise asks you to write"


def _refused_function(name: str, tell: Tell) -> Callable[..., Any]:
    def refusal(*_: Any, **__: Any) -> NoReturn:
        tell(_words(name))
        raise Refused(name)

    return refusal


def _refused_class(name: str, tell: Tell) -> type:
    def refusal(*_: Any, **__: Any) -> NoReturn:
        tell(_words(name))
        raise Refused(name)

    return type(name.rpartition(".")[2], (), {"__new__": refusal, "__init_subclass__": classmethod(refusal)})


# -- what a file may have changed behind everybody's back -----------------------------------------------------------


class Settings:
    """What torch was like before the learner's file."""

    WATCHED = ("torch", "torch.Tensor", "torch.nn", "torch.nn.functional", "torch.testing", "torch.autograd", "math")

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.seed = seed
        self.state = _torch_state()
        self.functions = {name: dict(vars(_find(name))) for name in self.WATCHED} | {"builtins": dict(vars(builtins))}

    def changed(self, seed: bool = True) -> list[str]:
        """In words."""
        now = _torch_state()
        found = [
            f"{what} was {self.state[what]}, and is {value}" for what, value in now.items() if value != self.state[what]
        ]
        if seed and torch.initial_seed() != self.seed:
            found.append(f"torch's seed was set, to {torch.initial_seed()}")
        for owner, before in self.functions.items():
            after = vars(builtins) if owner == "builtins" else vars(_find(owner))
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
