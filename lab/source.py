"""Cut Python source by its syntax tree: a definition, what it needs, and its empty form. Nothing is imported."""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import lab

ROOT = Path(lab.__file__).parent.parent
Definition = ast.FunctionDef | ast.ClassDef
IMPORTS = (ast.Import, ast.ImportFrom)
Place = tuple[str, str]
"""A module of the lab, and the name of a definition in it."""


def definition(module: str, name: str) -> str:
    """The source of one function or class, with its comments: the same text that `inspect.getsource` gives."""
    page = _module_source(module)
    return page.text_of(page.statements[name])


class Standalone(NamedTuple):
    """Definitions and everything of the lab that they use: a file that imports nothing of the lab."""

    imports: str
    definitions: Mapping[Place, str]  # each after those that it uses

    @property
    def text(self) -> str:
        return "\n".join([self.imports, *self.definitions.values()])


def standalone(module: str, names: Sequence[str]) -> Standalone:
    """Cut the definitions, and everything of the lab that they use, out of their modules."""
    imports: dict[str, None] = {}
    pieces: dict[Place, str] = {}

    def include(module: str, name: str) -> None:
        page = _module_source(module)
        statement = page.statements.get(name)
        if statement is None or (module, name) in pieces:
            return
        if isinstance(statement, IMPORTS):
            source = page.lab_import(name)
            if source is not None:
                include(*source)
            elif not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
                imports[page.import_line(name)] = None
            return
        pieces[module, name] = ""  # so that two definitions that need each other end the search
        for used in _names_used(statement):
            include(module, used)
        pieces[module, name] = pieces.pop((module, name)) or page.text_of(statement)

    for name in names:
        include(module, name)
    head = "\n".join(["from __future__ import annotations", *sorted(imports)])
    return Standalone(f"{head}\n\n\n", {place: f"{piece}\n" for place, piece in pieces.items()})


def file_of(module: str) -> str:
    return str(ROOT / Path(*module.split(".")).with_suffix(".py"))


def line_of(place: Place, beginning: str) -> int | None:
    """The number, in the module's file, of the line of a definition that begins so; None unless exactly one does."""
    page = _module_source(place[0])
    statement = page.statements[place[1]]
    lines = page.text_of(statement).splitlines()
    found = [number for number, line in enumerate(lines) if line.strip().startswith(beginning)]
    last = statement.end_lineno or statement.lineno
    return last - len(lines) + 1 + found[0] if len(found) == 1 else None


def starting_file(
    module: str, names: Sequence[str], first_lines: str, drop: Iterable[str] = (), keep: Iterable[str] = ()
) -> str:
    """The definitions without their bodies: signature and docstring stay.

    Parameters in `drop` are left out (another exercise's matter); of a class only the methods in `keep` stay, or
    `__init__` and `forward`. A name that the file would not know loses its place as annotation or default.
    """
    page = _module_source(module)
    statements = [page.statements[name] for name in names]
    kept = frozenset(keep) or frozenset({"__init__", "forward"})
    used = {name for statement in statements for name in _names_of_what_stays(statement, kept)}
    aliases = {name: s for name, s in page.statements.items() if isinstance(s, ast.Assign) and name in used}
    used |= {name for statement in aliases.values() for name in _all_names(statement)}
    uses_torch = any("torch" in page.text_of(s) for s in page.statements.values() if isinstance(s, IMPORTS))
    imports = {"import torch": None} if uses_torch else {}  # nearly always needed, and never the point
    known = {*names, *dir(builtins), *(["torch"] if uses_torch else [])}
    for name, statement in page.statements.items():
        if isinstance(statement, IMPORTS) and name in used and page.lab_import(name) is None:
            imports[page.import_line(name)] = None
            known.add(name)
    aliases = {name: statement for name, statement in aliases.items() if _all_names(statement) <= known | {name}}
    known |= aliases.keys()
    cut = _Emptier(page, known, frozenset(drop), kept)
    pieces = [cut.emptied(statement) for statement in statements]
    lines = [page.text_of(s) for name, s in aliases.items() if re.search(rf"\b{name}\b", "\n".join(pieces))]
    head = _grouped(imports)
    parts = [f'"""{first_lines}"""', "\n".join(head), *(["".join(lines).rstrip()] if lines else [])]
    return "\n\n".join(parts) + "\n\n\n" + "\n\n\n".join(pieces) + "\n"


def _grouped(imports: Iterable[str]) -> list[str]:
    """Import lines, one for each module, as a person writes them."""
    plain = sorted(line for line in imports if line.startswith("import"))
    named: dict[str, list[str]] = {}
    for line in sorted(set(imports) - set(plain)):
        module, _, name = line.removeprefix("from ").partition(" import ")
        named.setdefault(module, []).append(name)
    return [*plain, *(f"from {module} import {', '.join(names)}" for module, names in named.items())]


class _ModuleSource:
    """A module of the lab as text and tree."""

    def __init__(self, module: str) -> None:
        self.text = Path(file_of(module)).read_text(encoding="utf-8")
        self.lines = self.text.splitlines(keepends=True)
        self.statements: dict[str, ast.stmt] = {}
        for statement in ast.parse(self.text).body:
            for name in _names_bound(statement):
                self.statements[name] = statement

    def text_of(self, statement: ast.stmt) -> str:
        decorators = statement.decorator_list if isinstance(statement, Definition) else []
        begin = min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1
        return "".join(self.lines[begin : statement.end_lineno])

    def lab_import(self, name: str) -> tuple[str, str] | None:
        """Where in the lab an imported name comes from."""
        statement = self.statements[name]
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").split(".")[0] == "lab":
            original = next(alias.name for alias in statement.names if (alias.asname or alias.name) == name)
            return statement.module or "", original
        return None

    def import_line(self, name: str) -> str:
        statement = self.statements[name]
        assert isinstance(statement, IMPORTS)
        alias = next(a for a in statement.names if (a.asname or a.name.split(".")[0]) == name)
        spelled = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
        return (
            f"from {statement.module} import {spelled}"
            if isinstance(statement, ast.ImportFrom)
            else f"import {spelled}"
        )


@cache
def _module_source(module: str) -> _ModuleSource:
    return _ModuleSource(module)


def _names_bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, IMPORTS):
        yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
    elif isinstance(statement, ast.Assign):
        yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id


def _names_used(statement: ast.stmt) -> list[str]:
    """The names that a statement looks up when it runs: annotations are never run."""
    found: dict[str, None] = {}

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            found[node.id] = None
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child)

    visit(statement)
    return list(found)


def _all_names(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}


def _names_of_what_stays(statement: ast.stmt, keep: frozenset[str]) -> set[str]:
    if not isinstance(statement, ast.ClassDef):
        return _all_names(statement)
    stays: list[ast.AST] = [*statement.bases, *(m for m in _methods(statement) if m.name in keep)]
    return {name for node in stays for name in _all_names(node)}


class _Emptier:
    """Empties the bodies of one module's definitions."""

    def __init__(self, page: _ModuleSource, known: set[str], drop: frozenset[str], keep: frozenset[str]) -> None:
        self.page, self.known, self.drop, self.keep = page, known, drop, keep

    def emptied(self, statement: ast.stmt) -> str:
        if isinstance(statement, ast.FunctionDef):
            return self._function(statement)
        assert isinstance(statement, ast.ClassDef)
        heading = ", ".join(ast.unparse(base) for base in statement.bases if _all_names(base) <= self.known)
        lines = [f"class {statement.name}({heading}):" if heading else f"class {statement.name}:"]
        if (text := ast.get_docstring(statement)) is not None:
            lines.append(textwrap.indent(_quoted(text), "    ") + "\n")
        methods = [self._function(method) for method in _methods(statement) if method.name in self.keep]
        methods += [
            self._inherited(name, statement) for name in sorted(self.keep - set(map(_name, _methods(statement))))
        ]
        lines += ["\n\n".join(textwrap.indent(method, "    ") for method in methods if method)]
        return "\n".join(lines)

    def _inherited(self, name: str, statement: ast.ClassDef) -> str:
        """The empty form of a method that a base class of the lab defines: the learner writes it, too."""
        for base in statement.bases:
            source = (
                self.page.lab_import(base.id)
                if isinstance(base, ast.Name) and base.id in self.page.statements
                else None
            )
            if source is not None:
                page = _module_source(source[0])
                cut = _Emptier(page, self.known, self.drop, self.keep)
                parent = page.statements[source[1]]
                assert isinstance(parent, ast.ClassDef)
                return next((cut._function(method) for method in _methods(parent) if method.name == name), "")
        return ""

    def _function(self, function: ast.FunctionDef) -> str:
        lines = [f"@{ast.unparse(d)}" for d in function.decorator_list if _all_names(d) <= self.known]
        returns = function.returns
        arrow = f" -> {ast.unparse(returns)}" if returns and _all_names(returns) <= self.known else ""
        parameters = self._parameters(function.args)
        heading = f"def {function.name}({', '.join(parameters)}){arrow}:"
        if len(heading) > 110:
            heading = f"def {function.name}(\n" + "".join(f"    {one},\n" for one in parameters) + f"){arrow}:"
        lines.append(heading + self._shapes(function))
        if (text := ast.get_docstring(function)) is not None:
            lines.append(textwrap.indent(_quoted(text), "    "))
        begins = [s for s in function.body if ast.unparse(s).startswith("super().__init__(")]
        lines += [f"    {self._text(begin)}" for begin in begins] or ["    raise NotImplementedError"]
        return "\n".join(lines)

    def _parameters(self, arguments: ast.arguments) -> list[str]:
        plain: list[ast.expr | None] = [None] * (len(arguments.args) - len(arguments.defaults))
        plain += self._as_known(arguments.defaults)
        pairs = list(zip(arguments.args, plain, strict=True))
        named = list(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True))
        star = ["*"] if named else []
        return [*self._spelled(pairs), *star, *self._spelled(named)]

    def _spelled(self, pairs: Iterable[tuple[ast.arg, ast.expr | None]]) -> Iterator[str]:
        for argument, default in pairs:
            if argument.arg in self.drop:
                continue
            kind = argument.annotation
            spelled = argument.arg
            if kind is not None and _all_names(kind) <= self.known:
                spelled += f": {self._text(kind)}"
            yield spelled if default is None else f"{spelled}{' = ' if ':' in spelled else '='}{self._text(default)}"

    def _as_known(self, defaults: list[ast.expr]) -> list[ast.expr | None]:
        """Drop the last default that uses an unknown name, and all before it, as Python wants defaults to come last."""
        strange = [i for i, default in enumerate(defaults) if not _all_names(default) <= self.known]
        return [default if i > max(strange, default=-1) else None for i, default in enumerate(defaults)]

    def _shapes(self, function: ast.FunctionDef) -> str:
        """The comment after the signature, which gives the shapes of tensors; empty if there is none."""
        heading = self.page.lines[function.lineno - 1 : function.body[0].lineno - 1]
        comments = [line.partition(":  # ")[2].strip() for line in heading]
        return next((f"  # {comment}" for comment in comments if comment), "")

    def _text(self, node: ast.stmt | ast.expr) -> str:
        return ast.get_source_segment(self.page.text, node) or ast.unparse(node)


def _methods(statement: ast.ClassDef) -> list[ast.FunctionDef]:
    return [member for member in statement.body if isinstance(member, ast.FunctionDef)]


def _name(function: ast.FunctionDef) -> str:
    return function.name


def _quoted(text: str) -> str:
    return f'"""{text}\n"""' if "\n" in text else f'"""{text}"""'
