"""Recognize a `::` that is not a separator of question and answer. Each case here comes from real notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Only names that are not ordinary words: `core::der Kern` is a card.
_NAMESPACES = frozenset(
    """std boost Eigen cv tf c10 thrust cub absl fmt HashMap RefCell tokio serde ActiveRecord ActionController
    ActiveSupport ApplicationRecord JSON YAML glm sf Qt QtCore winrt pybind11 nlohmann folly grpc rclcpp""".split()
)
# Keys that Logseq and similar programs write into every note; their values are no answers.
_PROPERTY_KEYS = frozenset(
    """id title type alias tags icon public collapsed template template-including-parent background-color heading
    filters exclude-from-graph-view card-last-interval card-repeats card-ease-factor card-next-schedule
    card-last-reviewed card-last-score hl-page hl-color hl-type hl-stamp ls-type created-at updated-at query-table
    query-properties query-sort-by query-sort-desc file file-path logseq.order-list-type logseq.tldraw.page""".split()
)
_KEY = re.compile(r"[^\W\dA-Z_][\w.]*(?:-[\w.]+)*$")
_ANY_KEY = re.compile(r"[^\W\d][\w .-]{0,40}$")
_LINK = re.compile(r"!?\[\[[^\[\]]+\]\]|!?\[[^\[\]]*\]\([^()\s]*\)|<https?://[^>]*>|https?://\S+")
_TAG_OR_COMMA = ("", "#", ",")
_BETWEEN = " \t,;·|&"
_PROPERTY_VALUE = re.compile(
    r"""(?:
      [0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}        # a uuid
    | \(\([0-9a-fA-F-]{36}\)\)                                          # a reference to a Logseq block
    | [-+]?\d[\d.,_]*\s*%?                                                # a number
    | \[?\[?\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?                       # a date, with a time of day or without
      (?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.\d]*Z?|[-+]\d{2}:?\d{2})?)?\]?\]?
    | \d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}                               # dates
    | \d{1,2}:\d{2}(?::\d{2})?                                      # a time of day
    | (?i:true|false)
    )$""",
    re.VERBOSE,
)
_HASKELL_NAME = re.compile(r"(?:[a-z_][\w']*|\([!#$%&*+./<=>?@\\^|~:-]+\))(?:\s*,\s*[a-z_][\w']*)*$")
_HASKELL_ARROW = re.compile(r"\s(?:->|=>|→|⇒)\s")
_HASKELL_PART = re.compile(r"(?:forall [^.]*\.\s*)?[(\[!]*(?:[A-Z][\w.']*|[a-z]\d?|\))(?:[\s,()\[\]'][^+=/&%]*)?$")
_HASKELL_TYPE = re.compile(r"\[?(?:Int|Integer|String|Bool|Char|Double|Float|Word|Rational|Maybe\s.+|IO\s.+|\(\))\]?$")
_IPV6 = re.compile(r"(?:[0-9a-fA-F]{1,4})?(?::[0-9a-fA-F]{0,4}){2,7}(?:/\d{1,3}|%\w+)?$")
_IPV6_BEGINNING = re.compile(r"fe[89ab][0-9a-f]|f[cd][0-9a-f]{2}|ff0[0-9a-f]|2[0-9a-f]{3}:[0-9a-f]|2001", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[\w:.~/%-]*[\w~)\]>]$")
_WORD_BEHIND = re.compile(r"[\w:.~/%-]*")
_CALL = re.compile(r"[A-Za-z_~]\w*[(<]")
_TEMPLATE = re.compile(r"\w<[^<>/]*>$")
_CLOZE = re.compile(r"\{\{c\d{1,3}(?:::|\Z)")
_QUESTION_MARK_LINE = re.compile(r"\n\?\??[ \t]*(?=\n|\Z)")


def is_property(left: str, right: str, *, bracketed: bool = False) -> bool:
    """Whether `left:: right` is a property of Dataview or Logseq, not a question with its answer.

    `left` is the text from the beginning of the line or list item, or from the opening bracket around the property.
    """
    key, value = left.strip().strip("*_"), right.strip()
    if _ANY_KEY.match(key) is None:
        return False
    if bracketed:
        return True
    if key.casefold() in _PROPERTY_KEYS and (not right or right[0].isspace()):  # Logseq always writes a space
        return True
    return _KEY.match(key) is not None and (not value or is_property_value(value))


def is_property_value(value: str) -> bool:
    """Whether a text is a link, a uuid, a number, a date or tags: data about a note, not something to learn."""
    if _PROPERTY_VALUE.match(value):
        return True
    if value[:1] in _TAG_OR_COMMA and all(word.startswith("#") for word in value.replace(",", " ").split()):
        return True
    if "[" not in value and "://" not in value:
        return False
    return _LINK.search(value) is not None and not _LINK.sub(" ", value).strip(_BETWEEN)


def is_in_code_word(line: str, start: int, end: int) -> bool:
    """Whether the separator between `start` and `end` is inside a word of program code or inside an address."""
    before, behind = _WORD_BEFORE.search(line, max(0, start - 200), start), _WORD_BEHIND.match(line, end)
    if before is None or behind is None or not behind[0]:
        return False
    left, right = before[0], behind[0]
    return (
        "::" in left
        or "::" in right
        or re.split(r"\W", left)[-1] in _NAMESPACES
        or _CALL.match(line, end) is not None
        or left.casefold().startswith("arn:")
        or _TEMPLATE.search(line, max(0, start - 200), start) is not None
        or _is_ipv6(left + line[start:end] + right)
    )


def _is_ipv6(word: str) -> bool:
    """Whether a word is an IPv6 address such as `fe80::1`. `2::4` and `C::100` are more likely cards."""
    return _IPV6.match(word) is not None and _IPV6_BEGINNING.match(word) is not None


def is_in_cloze(left: str) -> bool:
    """Whether a text ends within `{{c1::text::hint}}`, so that the separator behind it belongs to the cloze."""
    opening = left.rfind("{{c")
    return opening >= 0 and _CLOZE.match(left, opening) is not None and "}}" not in left[opening:]


def is_signature(left: str, right: str) -> bool:
    """Whether `left :: right` is a Haskell type signature."""
    if not _HASKELL_NAME.match(left.strip()):
        return False
    parts = _HASKELL_ARROW.split(right.strip())
    if len(parts) > 1:
        return all(_HASKELL_PART.match(part.strip()) is not None for part in parts)
    return _HASKELL_TYPE.match(right.strip()) is not None


def count_separator_lines(text: str) -> int:
    """Estimate the number of lines of a note that look like `::` or `?` cards.

    The number is only a hint for a person, so the count is fast rather than exact.
    """
    return sum(1 for _ in _separators(text))


def separator_lines(text: str) -> list[int]:
    """Return the numbers, from 1, of the lines that `count_separator_lines` counts."""
    return sorted(text.count("\n", 0, at) + 1 for at in _separators(text))


def _separators(text: str) -> Iterator[int]:
    """Yield the offsets of the separators that `count_separator_lines` counts."""
    if "\n?" in text:
        yield from (match.start() + 1 for match in _QUESTION_MARK_LINE.finditer(text))
    position, counted_to, fences = text.find("::"), 0, 0
    while position >= 0:
        start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
        end = end if end >= 0 else len(text)
        fences += text.count("\n```", counted_to, start)
        counted_to = start
        if fences % 2:  # inside a fence: continue after it
            end = text.find("\n```", start)
        else:
            if _looks_like_card(text[start:end], position - start):
                yield position
        position = text.find("::", end) if end >= 0 else -1


def _looks_like_card(line: str, at: int) -> bool:
    left, right = line[:at].lstrip(" \t>-*+"), line[at + 2 :].lstrip(":")
    if not left.strip() or not right.strip() or is_in_cloze(left) or set("`|$[<") & set(left[-60:]):
        return False
    return not (is_in_code_word(line, at, at + 2) or is_signature(left, right) or is_property(left, right))
