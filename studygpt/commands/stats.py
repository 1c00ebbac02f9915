"""Show your progress.

Each concept below those it builds on, with its cards, recall, retention and mastery; then streak, calendar, forecast,
retention, memory, and how far the schedule can be trusted. With a CONCEPT: its cards, its past and what to do next.
--html writes the same as one page for a browser, which loads nothing from the network.
"""

from __future__ import annotations

import csv
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from studygpt.charts.chart_types import Section
from studygpt.charts.html_page import html_page
from studygpt.charts.text_charts import section_lines
from studygpt.commands.output import card_objects, print_json, print_line, terminal_width
from studygpt.commands.streams import TextOutput
from studygpt.model import Json
from studygpt.study import (
    Study,
    cards_section,
    concept_object,
    concept_row,
    concept_section,
    concepts_section,
    overall_object,
    overall_sections,
)
from studygpt.text import harmless_cell

_NARROWEST, _WIDEST = 40, 120


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("concept", nargs="*", help="only this concept, with its cards and their history")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="an object of `concepts` and `overall`")
    form.add_argument("--csv", action="store_true", help="a row per concept; for one concept, a row per card")
    parser.add_argument("--html", metavar="FILE", help="write a page for a browser")


def run(options: Namespace) -> int:
    study = Study.open()
    name = " ".join(options.concept)
    sections, value, rows = _of_concept(study, name) if name else _of_all(study)
    if options.html:
        Path(options.html).write_text(
            html_page(f"Progress in {name}" if name else "Progress", sections), encoding="utf-8"
        )
    if options.json:
        print_json(value)
    elif options.csv:
        _print_rows(rows)
    elif options.html:
        print_line(f"Written to {options.html}: open it in a browser.")
    else:
        _print_sections(sections)
    return 0


def _of_all(study: Study) -> tuple[list[Section], Json, list[Json]]:
    concepts, overall = study.stats.all()
    value = {"concepts": [concept_object(each) for each in concepts], "overall": overall_object(overall)}
    return [concepts_section(concepts), *overall_sections(overall)], value, [concept_row(each) for each in concepts]


def _of_concept(study: Study, name: str) -> tuple[list[Section], Json, list[Json]]:
    concept, overall, cards, steps = study.stats.open(name)
    listed = card_objects(study.context, cards)
    opened = {**concept_object(concept), "next": steps, "card_list": listed}
    sections = [
        concept_section(concept, steps),
        *overall_sections(overall),
        cards_section(cards, overall),
    ]
    return sections, {"concepts": [opened], "overall": overall_object(overall)}, listed


def _print_sections(sections: Sequence[Section]) -> None:
    columns = max(_NARROWEST, min(_WIDEST, terminal_width()))
    for number, section in enumerate(sections):
        if number:
            print_line()
        for line in section_lines(section, columns):
            print_line(line.text.rstrip())


def _print_rows(rows: Sequence[Json]) -> None:
    """Print rows as CSV below a header of column names; a list becomes one cell."""
    if not rows:
        return
    writer = csv.writer(TextOutput(), lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])


def _cell(value: object) -> object:  # any JSON value: csv writes numbers and None as they are
    if isinstance(value, list | tuple):
        value = "; ".join(str(each) for each in value)
    return harmless_cell(value) if isinstance(value, str) else value
