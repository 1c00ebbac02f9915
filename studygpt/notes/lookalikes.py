"""What a `::` is when it is no separator. Each of these fooled a real parser."""

from __future__ import annotations

import re

_NAMESPACES = frozenset(
    """std boost Eigen cv tf torch at c10 thrust cub absl fmt chrono ranges filesystem this_thread crate super self Self
    core alloc Vec Option Result String Box Rc Arc Cell RefCell HashMap tokio serde mem ptr ActiveRecord Rails Math
    ActionController ApplicationRecord ActiveSupport File JSON YAML parent static namespace glm sf Qt QtCore winrt
    testing pybind11 nlohmann folly grpc google rclcpp ros""".split()
)
# Keys that Logseq and its kin write by the thousand; whatever stands behind them is no answer.
_PROPERTY_KEYS = frozenset(
    """id title type alias tags icon public collapsed template template-including-parent background-color heading
    filters exclude-from-graph-view card-last-interval card-repeats card-ease-factor card-next-schedule
    card-last-reviewed card-last-score hl-page hl-color hl-type hl-stamp ls-type created-at updated-at query-table
    query-properties query-sort-by query-sort-desc file file-path logseq.order-list-type logseq.tldraw.page""".split()
)
_KEY = re.compile(r"[a-zäöüßáéíóúñçàèâêîôûа-яё][\w.]*(?:-[\w.]+)*$")
_ANY_KEY = re.compile(r"[^\W\d][\w .-]{0,40}$")
_LINK = r"!?\[\[[^\[\]]+\]\]|!?\[[^\[\]]*\]\([^()\s]*\)|https?://\S+|<https?://[^>]*>"
_PROPERTY_VALUE = re.compile(
    rf"""(?:
      (?:(?:{_LINK})[\s,;·|&]*)+                                        # links
    | [0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}        # a uuid
    | \(\([0-9a-fA-F-]{{36}}\)\)                                          # a reference to a Logseq block
    | [-+]?\d[\d.,_]*\s*%?                                                # a number
    | \[?\[?\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?                       # a date, with a time of day or without
      (?:[T ]\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.\d]*Z?|[-+]\d{{2}}:?\d{{2}})?)?\]?\]?
    | \d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}                               # dates
    | \d{{1,2}}:\d{{2}}(?::\d{{2}})?                                      # a time of day
    | (?i:true|false)
    | (?:\#[^\s#]+[\s,]*)+                                                # tags
    )$""",
    re.VERBOSE,
)
_HASKELL_ARROW = re.compile(r"(?:^|\s)(?:->|=>|→|⇒)(?:\s|$)")
_HASKELL_NAME = re.compile(r"(?:[a-z_][\w']*|\([!#$%&*+./<=>?@\\^|~:-]+\))(?:\s*,\s*[a-z_][\w']*)*$")
_HASKELL_TYPE = re.compile(
    r"(?:\[?(?:Int|Integer|String|Bool|Char|Double|Float|Word|Rational|Maybe\s.+|IO\s.+|\(\))\]?)$"
)
_IPV6 = re.compile(r"(?:[0-9a-fA-F]{1,4})?(?::[0-9a-fA-F]{0,4}){2,7}(?:/\d{1,3}|%\w+)?$")
_CALL = re.compile(r"[A-Za-z_~]\w*(?:[(<]|::)")
_WORD = re.compile(r"\S+")


def is_property(left: str, right: str, *, at_start: bool, bracketed: bool) -> bool:
    """Whether `left:: right` is a field of Dataview or Logseq: a property, not a question.

    `at_start`: the key begins its line or bullet. `bracketed`: the field stands in `[..]` or `(..)`.
    """
    key, value = left.strip().strip("*_"), right.strip()
    if bracketed:
        return _ANY_KEY.match(key) is not None
    if not at_start or _ANY_KEY.match(key) is None:
        return False
    if key.casefold() in _PROPERTY_KEYS:
        return True
    return _KEY.match(key) is not None and (not value or _PROPERTY_VALUE.match(value) is not None)


def is_in_code_word(line: str, start: int, end: int) -> bool:
    """Whether the separator at start..end of a line is glued into a word of some programming language or address."""
    if start == 0 or end >= len(line) or line[start - 1].isspace() or line[end].isspace():
        return False
    left = start
    while left > 0 and not line[left - 1].isspace():
        left -= 1
    word = _WORD.match(line, left)
    assert word is not None
    text, at = word[0], start - left
    before, behind = text[:at], text[at + end - start :]
    if text.count("::") > 1:
        return True
    if re.split(r"[^\w]", before)[-1] in _NAMESPACES:
        return True
    if _CALL.match(behind):
        return True
    bare = text.strip("()[]{},.;`*\"'")
    return _IPV6.match(bare) is not None or ":" in before or before.casefold().startswith("arn")


def is_signature(left: str, right: str) -> bool:
    """Whether `left :: right` gives a Haskell name its type."""
    if not _HASKELL_NAME.match(left.strip()):
        return False
    return _HASKELL_ARROW.search(right) is not None or _HASKELL_TYPE.match(right.strip()) is not None
