"""Subscripts and superscripts in Unicode's small letters: `xᵢ²`."""

from __future__ import annotations

_LONGEST = 7
"""Longer scripts are hard to read in small letters."""

_SUPER = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤⊺′″‴°∗†‡",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀᵀ′″‴°*†‡",
        strict=True,
    )
)
_SUB = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)


def superscript(text: str) -> str | None:
    """Return the text in raised letters; None where Unicode lacks one of them."""
    return _each(text, _SUPER)


def subscript(text: str) -> str | None:
    """Return the text in lowered letters; None where Unicode lacks one of them."""
    return _each(text, _SUB)


def _each(text: str, letters: dict[str, str]) -> str | None:
    if not text or len(text) > _LONGEST or any(letter not in letters for letter in text):
        return None
    return "".join(letters[letter] for letter in text)
