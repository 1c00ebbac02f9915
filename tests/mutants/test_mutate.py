"""The faults that are put in on purpose: each is one change, and the text with it still is Python."""

from __future__ import annotations

import ast

from tests.mutants.mutate import faults_in

TEXT = '''
def is_old(days: int, ages: list[int]) -> bool:
    """Older than 21 days."""
    return days >= 21 or ages[0] < 3 <= days or days == 7.5 or "§ 21" in "<"
'''


def test_numbers_and_thresholds_are_changed_one_at_a_time() -> None:
    found = list(faults_in(TEXT))
    assert [(fault.old, fault.new) for fault in found if not fault.old[0].isdigit()] == [
        (">=", ">"), ("<", "<="), ("<=", "<"),
    ]  # fmt: skip
    assert {(fault.old, fault.new) for fault in found if fault.old[0].isdigit()} == {
        ("21", "22"), ("3", "4"), ("7.5", "8.25"),
    }  # fmt: skip
    for fault in found:
        assert fault.line == 4
        changed = fault.applied_to(TEXT)
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(TEXT))
        assert len(changed) - len(TEXT) == len(fault.new) - len(fault.old)
