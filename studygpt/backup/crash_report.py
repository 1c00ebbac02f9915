"""Turn an unexpected error into a sentence for the user.

The sentence says that the database is damaged, if it is; otherwise it names a crash report in the home folder.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from traceback import format_exception

from studygpt import paths
from studygpt.backup.damage import find_damage, recovery_advice
from studygpt.errors import StudyError


def unexpected(error: BaseException, what: str, meanwhile: str = "") -> StudyError:
    """Return a `StudyError` that explains an unexpected error to the user.

    `what` names the part of the program where the error occurred; `meanwhile` says what still works.
    """
    place = paths.database()
    if isinstance(place, Path) and place.exists():
        wrong = find_damage(place)
        if wrong:
            return StudyError(f"{place}: the database is damaged ({wrong[0]}). {recovery_advice(place)}")
    report = paths.home() / "crash.txt"
    with suppress(OSError):
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text("".join(format_exception(error)), encoding="utf-8")
    return StudyError(
        f"{what} met an error that it did not expect ({type(error).__name__}); every grade is kept. What happened "
        f"stands in {report}: please report it.{meanwhile}"
    )
