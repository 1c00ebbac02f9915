"""Small studies for targets that need a database."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

from studygpt import paths
from studygpt.context import StudyContext
from studygpt.model import Moment, Rating
from studygpt.study import Study

NOW = Moment(1_777_900_000_000, 0)
_NOTE = """\
---
tags: [flashcards/gpt, hard]
concepts: [Attention]
---
What does softmax return?::Probabilities

What does attention weigh?:::The values

{{c1::Adam}} follows {{c2::gradients::of what?}} ^id

What is a token?::A piece of text
<!--SR:!2026-04-16,51,230-->

- **Key**: what is looked for
- [ ] a task
- Is this asked?
"""


def small_study(folder: Path) -> Study:
    """Make a home in a folder, with a vault, some grades, a flag and a suspended card; its clock stands still."""
    (folder / "vault").mkdir()
    (folder / "vault" / "note.md").write_text(_NOTE, encoding="utf-8")
    with patch.dict(os.environ, {"STUDYGPT_HOME": str(folder / "home"), "STUDYGPT_WORKSPACE": str(folder / "work")}):
        study = Study(StudyContext.open(paths.database(), lambda: NOW))
        study.library.import_folder(folder / "vault", None, ())
        cards = study.library.cards()
        for card, rating in zip(cards, (Rating.GOOD, Rating.AGAIN, Rating.EASY), strict=False):
            study.review.grade(card, rating, 1_000)
        study.review.flag(cards[0])
        study.review.suspend(cards[1])
    return study
