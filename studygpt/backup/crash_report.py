"""What no one expected, as a sentence: a damaged database if that is why, else a report in the home."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from traceback import format_exception

from studygpt import paths
from studygpt.errors import StudyError


def unexpected(error: BaseException, what: str, meanwhile: str = "") -> StudyError:
    """`what` met the error; `meanwhile` says what still works."""
    place = paths.database()
    if isinstance(place, Path) and place.exists():
        from studygpt.backup.damage import damage, way_back

        wrong = damage(place)
        if wrong:
            return StudyError(f"{place}: the database is damaged ({wrong[0]}). {way_back(place)}")
    report = paths.home() / "crash.txt"
    with suppress(OSError):
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text("".join(format_exception(error)), encoding="utf-8")
    return StudyError(
        f"{what} met an error that it did not expect ({type(error).__name__}); every grade is kept. What happened "
        f"stands in {report}: please report it.{meanwhile}"
    )
