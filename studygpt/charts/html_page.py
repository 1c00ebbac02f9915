"""Write sections as one self-contained HTML page with a light and a dark theme. The page loads nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from studygpt.charts.chart_types import Chart, Section, Table, TreeChart
from studygpt.charts.svg_charts import escaped, small_bar, svg_chart

_STYLE = """
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1c1f24; --faint: #5d6470; --rest: #e7e8e4; --bar: #2f6f4f;
  --mark: #b3412a; --d1: #cfe3d4; --d2: #93c3a3; --d3: #4f9670; --d4: #1f5b3c; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e6e7e3; --faint: #9aa1ab; --rest: #272c32;
  --bar: #6dbb8e; --mark: #f0937d; --d1: #23402f; --d2: #356b4b; --d3: #55a077; --d4: #9be0b8; } }
body { margin: 2rem auto; padding: 0 1rem; max-width: 56rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .3rem; overflow-wrap: anywhere; }
p { margin: .2rem 0; overflow-wrap: anywhere; }
svg { display: block; width: 100%; max-width: 46rem; height: auto; margin: .7rem 0; font: 12px system-ui, sans-serif; }
text { fill: var(--ink); } .faint { fill: var(--faint); } .rest, .day0 { fill: var(--rest); } .bar { fill: var(--bar); }
.axis { stroke: var(--faint); } .mark { stroke: var(--mark); stroke-width: 2.5; }
.day1 { fill: var(--d1); } .day2 { fill: var(--d2); } .day3 { fill: var(--d3); } .day4 { fill: var(--d4); }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: .7rem 0; font-size: .87rem; }
th { font-weight: normal; } th[scope=col] { color: var(--faint); }
th, td { padding: .15rem .3rem; text-align: right; white-space: nowrap; }
th:first-child { text-align: left; white-space: normal; padding-left: 0; min-width: 9rem; overflow-wrap: anywhere; }
th span { display: inline-block; } svg.small { display: inline; width: 3.5rem; height: .6rem; margin: 0; }
tr + tr { border-top: 1px solid var(--rest); }
""".strip()


def html_page(title: str, sections: Iterable[Section]) -> str:
    """Return the HTML of a page with this title and these sections."""
    body = "\n".join(part for section in sections for part in _section(section))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>StudyGPT: {escaped(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n"
        f"<body>\n<h1>{escaped(title)}</h1>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _section(section: Section) -> Iterator[str]:
    yield f"<section>\n<h2>{escaped(section.title)}</h2>"
    yield from (f"<p>{escaped(words)}</p>" for words in section.sentences)
    yield from (_chart(chart, section.title) for chart in section.charts)
    yield "</section>"


def _chart(chart: Chart, title: str) -> str:
    match chart:
        case Table():
            return _table(chart)
        case TreeChart():
            return _tree(chart)
        case _:
            return svg_chart(chart, title)


def _tree(chart: TreeChart) -> str:
    rows = [
        (
            f'<span style="padding-left: {1.2 * min(branch.depth, 8):.1f}em">{escaped(branch.name)}</span>',
            f"{small_bar(branch.share, chart.share)} {branch.share:.0%}",
            *map(escaped, branch.cells),
        )
        for branch in chart.branches
    ]
    return _rows(("", chart.share, *chart.head), rows) if rows else ""


def _table(chart: Table) -> str:
    return _rows(chart.head, [tuple(map(escaped, row)) for row in chart.rows])


def _rows(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table. The cells are HTML already; the first cell of each row is the row's header."""
    names = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in head)
    lines = "\n".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in rows
    )
    return f'<div class="table"><table>\n<tr>{names}</tr>\n{lines}\n</table></div>'
