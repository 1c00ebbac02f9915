"""Print what became of the learned cards: a row per family, the totals, and the bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.adversary.cases import HONEST, Truth
from benchmarks.adversary.fates import Fate, Lived

ASKS_PER_100 = 12
"""How often a person may be asked in a hundred honest edits."""
_COLUMNS = (
    ("once", (Fate.CARRIED,)),
    ("ask", (Fate.ASKED,)),
    ("else", (Fate.CARRIED_ELSEWHERE, Fate.ASKED_ELSEWHERE)),
    ("gone", (Fate.ASIDE, Fate.WITHHELD)),
)
LEGEND = """once: carried at once to the card `now`; ask: a person is asked there;
else: carried, or asked about, at a card elsewhere; gone: set aside, or withheld"""


def print_set(name: str, lived: Sequence[Lived]) -> bool:
    """Print the table of one set; return True if the bars hold."""
    families = dict.fromkeys((each.case.file, each.case.family) for each in lived)
    print(f"\nThe {name} set: {len(lived)} cases in {len(families)} families")
    print(f"{'':24}" + "".join(f" | {truth:<25}" for truth in Truth))
    names = "".join(f"{name:>5}" for name, _ in _COLUMNS)
    print(f"{'family':24}" + f" | {'n':>5}{names}" * len(Truth))
    for file, family in families:
        _print_row(f"{file} {family}", [each for each in lived if (each.case.file, each.case.family) == (file, family)])
    for file in dict.fromkeys(file for file, _ in families):
        _print_row(f"all of {file}", [each for each in lived if each.case.file == file])
    _print_row("all", lived)
    elsewhere = [each for each in lived if each.fate in (Fate.CARRIED_ELSEWHERE, Fate.ASKED_ELSEWHERE, Fate.WITHHELD)]
    counts = Counter((each.case.truth, each.fate) for each in elsewhere)
    for (truth, fate), count in sorted(counts.items()):
        print(f"  of {truth}, {fate}: {count}")
    return print_bars(lived)


def _print_row(name: str, lived: Sequence[Lived]) -> None:
    cells = []
    for truth in Truth:
        fates = [each.fate for each in lived if each.case.truth is truth]
        counts = [sum(fate in wanted for fate in fates) for _, wanted in _COLUMNS]
        cells.append(f" | {len(fates) or '-':>5}" + "".join(f"{count if fates else '':>5}" for count in counts))
    print(f"{name:24}" + "".join(cells))


# ---------------------------------------------------------------------- bars


def print_bars(lived: Sequence[Lived]) -> bool:
    """Print the shares that count; return True if those with a bar keep it."""
    print()
    other, keep, ask = ([each for each in lived if each.case.truth is truth] for truth in Truth)
    astray = sum(each.fate is Fate.CARRIED for each in other)
    held = [print_bar(astray == 0, "other carried at once", astray, len(other), "bar 0")] if other else []
    for what, some in (
        ("keep", keep),
        ("  of the honest edits", [each for each in keep if each.case.file in HONEST]),
        ("  of the others", [each for each in keep if each.case.file not in HONEST]),
    ):
        if some:
            known = sum(each.fate in (Fate.CARRIED, Fate.ASKED) for each in some)
            at_once = sum(each.fate is Fate.CARRIED for each in some)
            held.append(print_bar(known == len(some), f"{what} carried or asked", known, len(some), "bar 100 %"))
            print_bar(None, f"{what} carried at once", at_once, len(some))
    if ask:
        print_bar(None, "ask carried at once", sum(each.fate is Fate.CARRIED for each in ask), len(ask))
    honest = [each for each in lived if each.case.file in HONEST]
    if honest:
        asks = sum(each.asks for each in honest)
        is_within = 100 * asks <= ASKS_PER_100 * len(honest)
        held.append(print_bar(is_within, "questions in honest edits", asks, len(honest), f"bar {ASKS_PER_100} %"))
        about_it = sum(each.fate in (Fate.ASKED, Fate.ASKED_ELSEWHERE) for each in honest)
        print_bar(None, "  of them about the learned card", about_it, len(honest))
    return all(held)


def print_bar(held: bool | None, what: str, count: int, of: int, bar: str = "") -> bool:
    """Print a share, and whether it keeps its bar; None where it has none."""
    mark = {True: "ok", False: "OVER", None: ""}[held]
    print(f"{mark:4}  {what}: {count} of {of} ({100 * count / of:.1f} %{'; ' if bar else ''}{bar})")
    return held is not False


# ---------------------------------------------------------------------- examples


def breaks_a_bar(lived: Lived) -> bool:
    """Tell whether another card's history was given away, or a history was lost."""
    if lived.case.truth is Truth.OTHER:
        return lived.fate is Fate.CARRIED
    return lived.case.truth is Truth.KEEP and lived.fate not in (Fate.CARRIED, Fate.ASKED)


def print_examples(lived: Iterable[Lived], most: int) -> None:
    """Print so many cases of each family that break a bar."""
    shown: Counter[str] = Counter()
    for each in lived:
        case = each.case
        if breaks_a_bar(each) and shown[case.family] < most:
            shown[case.family] += 1
            print(f"\n{case.id} ({case.truth}): {each.fate}\n  {case.why}")
            for name, told in (("learned", case.learned), ("now", case.now)):
                print(f"  {name:8} {told.note}  {told.front} -> {told.back}")
            print(f"  stands   {each.stands or 'nowhere'}")
