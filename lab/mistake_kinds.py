"""What mistakes of different exercises have in common, so that a habit can be counted. Nothing here loads torch."""

from __future__ import annotations

_FAMILIES = {
    "wrong axis": "A1b A2 A2b A2c A2d A2e A2g A2h A4c A7b B5 B15 C11c C11d C11o C11p F9",
    "softmax that overflows": "A1 A1c A1d A3 A4 A4d",
    "a sum where a mean belongs": "A6 A6b A10b C11m",
    "one place off": "A8 A9 B11 B11b B12 B12b D2 D2b D11b D11f D12k D12l D20a D20b D20h D20i D20m F2b F5b F5c F6",
    "future seen: no mask": "B10",
    "mask the other way round": "B9 B9b B9c",
    "masked with a number, or too late": "B6 B7 B8 F5e",
    "mask of the wrong size": "B13 B13b B14 B14b",
    "axes mixed up by a view": "A7 B17 B18 B20 B20b B21",
    "wrong scale of the scores": "B1 B2 B3 B3b B4",
    "two things swapped": "A9b B22 B22a B22b B23 C4c D7b D7c F3 F7 F7b D17k",
    "residual missing or misplaced": "C2 C2b C3a C3b C3c C3d C3e",
    "norm in the wrong place": "C1 C1b C1c C1d C4 C4b",
    "eps in the wrong place": "C11b C11i C11l D6 D6b",
    "a square or a root missing": "C11h D7 D7d D17f",
    "an argument that is not used": (
        "A10 A10c A10d A10h C4d C11e C11f C11n C11r B24b D5c D13 D13b D20e D20g F3b F5 F6c F8c"
    ),
    "an input changed in place": "C19 F1b",
    "a state left changed": "D3 D8 D8e D20f D20k F10 F10b F10d",
    "bytes taken for characters": "E17 E18 E18b E19 E20",
    "merges in the wrong order": "E5 E6 E7 E10 E10b E10c E10d",
    "pairs miscounted": "E8 E9 E9b E11 E12",
    "text not cut into words as it should be": "E1 E2 E4 E22 E22b E22c E22d",
    "numbers patched where the form is unstable": "A1e A1f A1g A3b A3c A3d A3e B7b B7c C11q",
    "a special case forgotten": "A10g D8b D8c D8d D17e D17i D17n D17o F4 F5f",
    "a dropout that nobody asked for": "B25",
    "half precision forgotten": "B8b D17m",
    "a sorted order not undone": "F6b F6d F6e",
    "one row's value used for all": "A6c D20c F5g",
    "text not cropped to the block": "F1 F2 F2c",
    "special tokens mishandled": "E13 E13b E14 E14b E15 E16",
}
_OF = {mistake: family for family, mistakes in _FAMILIES.items() for mistake in mistakes.split()}


def family(mistake: str) -> str | None:
    """What a mistake has in common with others; None where it stands alone."""
    return _OF.get(mistake)
