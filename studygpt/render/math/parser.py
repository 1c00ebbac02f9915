"""LaTeX read as a tree. Nothing is an error: what is missing is left out, what is unknown stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from studygpt.render.marks import CLOSE, OPEN, hole_number
from studygpt.render.math import environments
from studygpt.render.math.nodes import (
    Accent,
    Answer,
    Arrow,
    Boxed,
    Brace,
    Delimiter,
    Fenced,
    Fraction,
    Grid,
    Hole,
    Node,
    Operator,
    Phantom,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Styled,
    Symbol,
    TooMuch,
    Unset,
)
from studygpt.render.math.symbols import (
    ACCENTS,
    ALPHABETS,
    BIG_OPERATORS,
    BIG_SIZES,
    FUNCTIONS,
    FUNCTIONS_WITH_LIMITS,
    IGNORED,
    IGNORED_WITH_ARGUMENT,
    INTEGRALS,
    LETTERS,
    SPACES,
    STRONG,
    SYMBOLS,
    TEXT,
    UPRIGHT,
    Kind,
)

_DEEPEST = 40
"""No formula that a person reads goes beyond ten."""
_PAIRS_DEEPEST = 6
_TOKEN = re.compile(
    r"\\[A-Za-z]+|\\.|%[^\n]*|\s+|[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?|'+"
    r"|[\U000f0000-\U000fffff]|.(?:[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]|\u200d[^\x00-\x7f\U000f0000-\U000fffff])*",
    re.DOTALL,
)
_BREAK_SPACE = re.compile(r"\s*\[\s*-?[0-9.]+\s*[a-z]{2}\s*\]")
_ENDS = frozenset(("}", "&", r"\\", r"\cr", r"\end", r"\right", r"\middle", CLOSE))
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_DELIMITERS = "()[]|/.<>⟨⟩⌈⌉⌊⌋‖⟦⟧"
_CLOSING = {"(": ")", "[": "]"}
_STRETCHED = {
    "overbrace": ("brace", True),
    "underbrace": ("brace", False),
    "overrightarrow": ("→", True),
    "overleftarrow": ("←", True),
    "overleftrightarrow": ("↔", True),
    "underrightarrow": ("→", False),
    "underleftarrow": ("←", False),
    "overparen": ("brace", True),
    "underparen": ("brace", False),
    "overbracket": ("brace", True),
    "underbracket": ("brace", False),
}
_ARROWS = {
    "xrightarrow": "─→",
    "xleftarrow": "←─",
    "xleftrightarrow": "←→",
    "xRightarrow": "═⇒",
    "xLeftarrow": "⇐═",
    "xmapsto": "↦→",
    "xhookrightarrow": "↪→",
    "xlongequal": "══",
    "xrightleftharpoons": "⇌⇌",
}
_INFIX = {r"\over": (True, ""), r"\atop": (False, ""), r"\choose": (False, "()"), r"\brack": (False, "[]")}


def parse(source: str, holes: Sequence[str] = ()) -> Node:
    return Parser(source, holes).formula()


class Parser:
    def __init__(self, source: str, holes: Sequence[str], depth: int = 0) -> None:
        self.source = source
        self.holes = holes
        self.tokens: list[tuple[str, int]] = [
            (match[0], match.start())
            for match in _TOKEN.finditer(source)
            if not match[0].isspace() and not match[0].startswith("%")
        ]
        self.at = 0
        self.depth = depth

    # ------------------------------------------------------------------ tokens

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def offset(self, at: int) -> int:
        """Where the token of that number stands in the source."""
        return self.tokens[at][1] if at < len(self.tokens) else len(self.source)

    # ------------------------------------------------------------------ rows

    def formula(self) -> Node:
        rows = self.grid_rows(whole=True)
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return Grid(rows, aligns=environments.ALIGNED if any(len(row) > 1 for row in rows) else "l", shape="aligned")

    def grid_rows(self, *, whole: bool = False) -> list[list[Node]]:
        """Cells between `&` and `\\\\` up to `\\end` or whatever else ends them; `whole`: up to the source's end."""
        rows: list[list[Node]] = [[self.row()]]
        while end := self.peek():
            if end == "&":
                self.at += 1
                rows[-1].append(self.row())
            elif end in (r"\\", r"\cr"):
                self._skip_break()
                rows.append([self.row()])
            elif not whole:
                break
            else:
                self._stray(rows[-1])
        if len(rows) > 1 and len(rows[-1]) == 1 and _is_empty(rows[-1][0]):
            rows.pop()
        return rows

    def _skip_break(self) -> None:
        """A line break, with the distance that may be asked for behind it."""
        self.at += 1
        if space := _BREAK_SPACE.match(self.source, self.offset(self.at - 1) + 2):
            while self.at < len(self.tokens) and self.offset(self.at) < space.end():
                self.at += 1

    def _stray(self, cells: list[Node]) -> None:
        """Something that ends what never began: shown, and the row goes on."""
        first = self.at
        token = self.take()
        if token == r"\end":
            self.raw()
        found: list[Node] = [] if token == CLOSE else [self.unset(first)]
        if token in (r"\right", r"\middle"):
            found = [Symbol(self.delimiter(), Kind.CLOSE)]
        cells[-1] = Row([cells[-1], *found, self.row()])

    def row(self, stop: str = "") -> Row:
        """Items up to a token that ends a row, which stays."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise TooMuch
        items: list[Node] = []
        infix = ""
        top: list[Node] = []
        while (token := self.peek()) and token not in _ENDS and token != stop:
            if token in _INFIX:
                infix, top, items = self.take(), items, []
            elif (item := self.item()) is not None:
                items.append(item)
        self.depth -= 1
        if infix:
            bar, brackets = _INFIX[infix]
            fraction = Fraction(Row(_paired(top)), Row(_paired(items)), bar=bar)
            return Row([Fenced(brackets[0], [fraction], [], brackets[1]) if brackets else fraction])
        return Row(_paired(items))

    def item(self) -> Node | None:
        """One piece with its scripts; None for what shows nothing."""
        base = Row() if self.peek() in ("^", "_") or self.peek().startswith("'") else self.atom()
        sub: list[Node] = []
        sup: list[Node] = []
        while token := self.peek():
            if token in (r"\limits", r"\nolimits"):
                self.at += 1
                if isinstance(base, Operator):
                    base.limits = token == r"\limits"
            elif token == "^":
                self.at += 1
                sup.append(self.argument())
            elif token == "_":
                self.at += 1
                sub.append(self.argument())
            elif token.startswith("'"):
                self.at += 1
                sup.append(Symbol(_PRIMES.get(len(token), "′" * len(token))))
            else:
                break
        if not sub and not sup:
            return base
        return Scripts(base or Row(), _one(sub), _one(sup))

    def argument(self) -> Node:
        """What a command or a script applies to: a group, or the next sign."""
        token = self.peek()
        if not token or token in _ENDS:
            return Row()
        if len(token) > 1 and token[0].isdigit():
            start = self.offset(self.at)
            self.tokens[self.at] = (token[1:], start + 1)
            return Symbol(token[0])
        self.depth += 1
        if self.depth > _DEEPEST:
            raise TooMuch
        found = self.atom()
        self.depth -= 1
        return found or Row()

    def optional(self) -> Node | None:
        """What stands in `[...]`."""
        if self.peek() != "[":
            return None
        self.at += 1
        found = self.row(stop="]")
        if self.peek() == "]":
            self.at += 1
        return found

    # ------------------------------------------------------------------ pieces

    def atom(self) -> Node | None:
        token = self.take()
        if token == "{":
            return self._group()
        if token == OPEN:
            return self._answer()
        if token.startswith("\\") and len(token) > 1:
            return self._command(token[1:])
        if token in LETTERS:
            return Symbol(*LETTERS[token])
        if token == "~":
            return Space(1)
        if token in ("\\", "$", "#") or token in _ENDS:
            return Unset(token)
        number = hole_number(token[0])
        if number is not None:
            return Hole(self.holes[number] if number < len(self.holes) else "...")
        return Symbol(token)

    def _group(self) -> Row:
        items = self.row().items
        while (end := self.peek()) and end not in (r"\end", r"\right", r"\middle"):
            self.at += 1
            if end == "}":
                break
            if end != CLOSE:
                items.append(Unset("&") if end == "&" else Space(2))
            items += self.row().items
        return Row(items)

    def _answer(self) -> Answer:
        row = self.row()
        if self.peek() == CLOSE:
            self.at += 1
        return Answer(row)

    def delimiter(self) -> str:
        """The bracket that `\\left`, `\\right` or `\\big` is about; empty for a dot, or where none is."""
        token = self.peek()
        name = token[1:] if token.startswith("\\") else ""
        if name in SYMBOLS:
            self.at += 1
            return SYMBOLS[name][0]
        if token and token in _DELIMITERS:
            self.at += 1
            return {".": "", "<": "⟨", ">": "⟩"}.get(token, token)
        return ""

    def raw(self) -> str:
        """The source of a group, as it was written."""
        if self.peek() != "{":
            return self.take() if self.peek() not in _ENDS else ""
        first = self.at
        self._skip_group()
        end = self.offset(self.at - 1) if self.tokens[self.at - 1][0] == "}" else len(self.source)
        return self.source[self.offset(first) + 1 : end]

    def _skip_group(self) -> None:
        depth = 0
        while self.at < len(self.tokens):
            token = self.take()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                break

    def unset(self, first: int) -> Node:
        """The tokens from that number on as they were written; the holes in them stay holes."""
        source = self.source[self.offset(first) : self.offset(self.at)].rstrip()
        return Row(self._words(source, lambda text: Unset(" ".join(text.split()))))

    def _words(self, text: str, made: Callable[[str], Node]) -> list[Node]:
        """A text that is no mathematics, but may have holes."""
        found: list[Node] = []
        word = ""
        opened: list[list[Node]] = []
        for letter in text:
            number = hole_number(letter)
            if number is None and letter not in (OPEN, CLOSE):
                word += letter
                continue
            if word:
                found.append(made(word))
                word = ""
            if number is not None:
                found.append(Hole(self.holes[number] if number < len(self.holes) else "..."))
            elif letter == OPEN:
                opened.append(found)
                found = []
            elif opened:
                inner, found = found, opened.pop()
                found.append(Answer(Row(inner)))
        if word:
            found.append(made(word))
        while opened:
            inner, found = found, opened.pop()
            found.append(Answer(Row(inner)))
        return found

    # ------------------------------------------------------------------ commands

    def _command(self, name: str) -> Node | None:
        if name in SYMBOLS:
            return Symbol(*SYMBOLS[name])
        if name in SPACES:
            return Space(SPACES[name])
        if name in BIG_OPERATORS:
            return Operator(BIG_OPERATORS[name])
        if name in INTEGRALS:
            return Operator(INTEGRALS[name], limits=False)
        if name in FUNCTIONS:
            return Symbol(name, Kind.OP)
        if name in FUNCTIONS_WITH_LIMITS:
            return Operator(FUNCTIONS_WITH_LIMITS[name], big=False)
        if name in ACCENTS:
            return Accent(name, self.argument())
        if name in STRONG or name in UPRIGHT:
            return self._letters(name)
        if name in TEXT:
            return self._text(TEXT[name])
        if name in BIG_SIZES:
            return self._big(name)
        if name in _STRETCHED:
            shape, above = _STRETCHED[name]
            return Brace(shape, self.argument(), above)
        if name in _ARROWS:
            under = self.optional()
            return Arrow(_ARROWS[name], self.argument(), under)
        if name in IGNORED:
            return None
        if name in IGNORED_WITH_ARGUMENT:
            self.optional()
            self.raw()
            return None
        handler = _HANDLERS.get(name)
        if handler is not None:
            return handler(self)
        first = self.at - 1
        while self.peek() in ("{", "[") and self.offset(self.at) == self.offset(self.at - 1) + len(
            self.tokens[self.at - 1][0]
        ):
            if self.peek() == "{":
                self._skip_group()
            else:
                self.optional()
        return self.unset(first)

    def _letters(self, name: str) -> Node:
        body = self.argument()
        text = words_of(body)
        if text is None:
            return Styled(body, "strong") if name in STRONG else body
        if name in UPRIGHT:
            return Symbol(text, Kind.WORD if len(text) > 1 and text[0].isalpha() else Kind.ORD)
        known = ALPHABETS.get(name, {})
        kind = Kind.ORD if len(text) == 1 or known or text[0].isdigit() else Kind.WORD
        style = "" if known and all(letter in known for letter in text) else "strong"
        return Symbol("".join(known.get(letter, letter) for letter in text), kind, style)

    def _text(self, style: str) -> Node:
        items: list[Node] = []
        for number, piece in enumerate(re.split(r"(?<!\\)\$", self.raw())):
            if number % 2:
                if self.depth >= _DEEPEST:
                    raise TooMuch
                items.append(Parser(piece, self.holes, self.depth + 1).formula())
            else:
                items += self._words(_plain_text(piece), lambda text: Symbol(text, Kind.WORD, style))
        return items[0] if len(items) == 1 else Row(items)

    def _big(self, name: str) -> Node:
        text = self.delimiter()
        kind = {"l": Kind.OPEN, "r": Kind.CLOSE, "m": Kind.REL}.get(name[-1])
        if kind is None:
            kind = LETTERS.get(text, ("", Kind.ORD))[1] if text not in "{}" else Kind.ORD
        return Delimiter(text, kind, BIG_SIZES[name])

    def _fraction(self, *, small: bool = False) -> Node:
        top = self.argument()
        return Fraction(top, self.argument(), small=small)

    def _binomial(self) -> Node:
        top = self.argument()
        return Fenced("(", [Fraction(top, self.argument(), bar=False)], [], ")")

    def _root(self) -> Node:
        index = self.optional()
        return Root(self.argument(), index)

    def _left(self) -> Node:
        left = self.delimiter()
        parts: list[Node] = [self.row()]
        dividers: list[str] = []
        right = ""
        while end := self.peek():
            if end == CLOSE:
                self.at += 1
                parts[-1] = Row([parts[-1], self.row()])
            elif end == r"\middle":
                self.at += 1
                dividers.append(self.delimiter())
                parts.append(self.row())
            else:
                if end == r"\right":
                    self.at += 1
                    right = self.delimiter()
                break
        return Fenced(left, parts, dividers, right)

    def _operator(self) -> Node:
        starred = self._star()
        body = self.argument()
        text = words_of(body)
        if text is None:
            return body
        if starred or text.replace(" ", "") in FUNCTIONS_WITH_LIMITS:
            return Operator(text, big=False)
        return Symbol(text, Kind.OP)

    def _star(self) -> bool:
        if self.peek() != "*":
            return False
        self.at += 1
        return True

    def _stacked(self, *, over: bool) -> Node:
        small = self.argument()
        base = self.argument()
        return Stack(base, over=small) if over else Stack(base, under=small)

    def _substack(self) -> Node:
        if self.peek() != "{":
            return self.argument()
        self.at += 1
        rows = self.grid_rows()
        if self.peek() == "}":
            self.at += 1
        return Grid(rows, shape="lines")

    def _not(self) -> Node:
        what = self.argument()
        if isinstance(what, Symbol):
            return Symbol(what.text[:1] + "\u0338" + what.text[1:], what.kind)
        return what

    def _color(self) -> Node:
        self.optional()
        self.raw()
        return self.argument()

    def _boxed(self) -> Node:
        return Boxed(self.argument())

    def _phantom(self) -> Node:
        return Phantom(self.argument())

    def _argument_only(self) -> Node:
        self._star()
        return self.argument()

    def _hspace(self) -> Node:
        self._star()
        ems = re.match(r"\s*([0-9.]{1,5})\s*(em|ex|mu|pt)?", self.raw())
        try:
            cells = (
                round(float(ems[1]) * {"em": 2, "ex": 1, "mu": 0.12, "pt": 0.2}.get(ems[2] or "em", 2)) if ems else 1
            )
        except ValueError:
            cells = 1
        return Space(min(cells, 20))

    def _tag(self) -> Node:
        starred = self._star()
        text = " ".join(_plain_text(self.raw()).split())
        return Row([Space(4), *self._words(text if starred else f"({text})", lambda word: Symbol(word, Kind.WORD))])

    def _pmod(self) -> Node:
        return Row([Space(2), Symbol("(mod", Kind.WORD), Space(1), self.argument(), Symbol(")", Kind.CLOSE)])

    def _cloze(self) -> Node:
        return Answer(self.argument())

    def _begin(self) -> Node:
        first = self.at - 1
        name = self.raw()
        environment = environments.ENVIRONMENTS.get(name)
        if environment is None:
            end = self.source.find(f"\\end{{{name}}}", self.offset(self.at))
            stop = end + len(name) + 6 if end >= 0 else self.offset(self.at)
            while self.at < len(self.tokens) and self.offset(self.at) < stop:
                self.at += 1
            return self.unset(first)
        spec = ""
        if environment.takes_columns:
            self.optional()
            spec = self.raw() if self.peek() == "{" else ""
        start = self.offset(self.at)
        rows = self.grid_rows()
        rules = environments.rules(self.source[start : self.offset(self.at)])
        if self.peek() == r"\end":
            self.at += 1
            self.raw()
        if environment.shape == "row":
            return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else Grid(rows, aligns="rl", shape="aligned")
        aligns, bars = environments.columns(spec) if spec else (environment.aligns, frozenset())
        return Grid(
            rows,
            left=environment.left,
            right=environment.right,
            aligns=aligns,
            shape=environment.shape,
            bars=bars,
            rules=rules,
        )


_HANDLERS: dict[str, Callable[[Parser], Node]] = {
    "frac": Parser._fraction,
    "dfrac": Parser._fraction,
    "cfrac": Parser._fraction,
    "tfrac": lambda parser: parser._fraction(small=True),
    "sfrac": lambda parser: parser._fraction(small=True),
    "nicefrac": lambda parser: parser._fraction(small=True),
    "binom": Parser._binomial,
    "dbinom": Parser._binomial,
    "tbinom": Parser._binomial,
    "sqrt": Parser._root,
    "left": Parser._left,
    "operatorname": Parser._operator,
    "operatornamewithlimits": Parser._operator,
    "overset": lambda parser: parser._stacked(over=True),
    "stackrel": lambda parser: parser._stacked(over=True),
    "underset": lambda parser: parser._stacked(over=False),
    "substack": Parser._substack,
    "not": Parser._not,
    "color": Parser._color,
    "textcolor": Parser._color,
    "colorbox": Parser._color,
    "boxed": Parser._boxed,
    "phantom": Parser._phantom,
    "hphantom": Parser._phantom,
    "vphantom": lambda parser: (parser.argument(), Row())[1],
    "mathop": Parser._argument_only,
    "mathrel": Parser._argument_only,
    "mathbin": Parser._argument_only,
    "smash": Parser._argument_only,
    "ensuremath": Parser._argument_only,
    "mathstrut": lambda _: Row(),
    "hspace": Parser._hspace,
    "tag": Parser._tag,
    "pmod": Parser._pmod,
    "bmod": lambda _: Symbol("mod", Kind.BIN),
    "mod": lambda parser: Row([Space(2), Symbol("mod", Kind.WORD), Space(1), parser.argument()]),
    "cloze": Parser._cloze,
    "begin": Parser._begin,
    "(": lambda _: Row(),
    ")": lambda _: Row(),
    "[": lambda _: Row(),
    "]": lambda _: Row(),
}


def words_of(node: Node) -> str | None:
    """The letters of a name; None where there is more than letters."""
    if isinstance(node, Symbol):
        return node.text
    if isinstance(node, Space):
        return " " * min(node.cells, 1)
    if isinstance(node, Row):
        found = ""
        for item in node.items:
            if not isinstance(item, Symbol | Space):
                return None
            found += item.text if isinstance(item, Symbol) else " " * min(item.cells, 1)
        return found.replace("−", "-").replace("∗", "*") or None
    return None


def _plain_text(source: str) -> str:
    text = re.sub(r"\\([_&%#${} ])", r"\1", re.sub(r"(?<!\\)[{}]|\\(?:[A-Za-z]+ ?|,|;|:|!)", "", source))
    return re.sub(r"\s+", " ", text.replace("~", " ").replace("\\", ""))


def _one(nodes: list[Node]) -> Node | None:
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Row(nodes)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Row) and not node.items


def _paired(items: list[Node]) -> list[Node]:
    """Brackets that belong together as one piece, so that they can grow with what is between them."""
    found: list[Node] = []
    opened: list[int] = []
    for item in items:
        base = item.base if isinstance(item, Scripts) else item
        found.append(item)
        if isinstance(base, Symbol | Delimiter):
            if base is item and base.text in _CLOSING and len(opened) < _PAIRS_DEEPEST:
                opened.append(len(found) - 1)
            elif opened and base.text == _CLOSING.get(found[opened[-1]].text):  # type: ignore[attr-defined]
                first = opened.pop()
                opening = found[first]
                grows = 2 if isinstance(opening, Delimiter) and opening.rows > 1 else 3
                left, inner = opening.text, found[first + 1 : -1]  # type: ignore[attr-defined]
                fenced = Fenced(left, [Row(inner)], [], base.text, grows)
                found[first:] = [fenced if base is item else Scripts(fenced, item.sub, item.sup)]  # type: ignore[attr-defined]
    return found
