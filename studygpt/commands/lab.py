"""Write the parts of a GPT yourself.

The exercises are not in this version yet: it tells whether the lab is ready for them.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from importlib.util import find_spec

from studygpt.commands.output import say
from studygpt.errors import StudyError

_NEEDED = ("torch", "numpy", "tiktoken", "regex", "safetensors")


def arguments(_parser: ArgumentParser) -> None:
    """None yet."""


def run(_options: Namespace) -> int:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise StudyError(
            f"the lab needs {', '.join(missing)}, which this installation lacks: torch is about 200 MB for a CPU "
            "and several GB with CUDA. In a checkout, `make lab` installs it; elsewhere, "
            "`pip install 'studygpt[lab]'`. Everything but the lab works without."
        )
    say("The lab is installed. Its exercises come with a later version; the cards on them are in `studygpt review`.")
    return 0
