"""A vault of things that look like cards to a careless reader: ten thousand lines, and not one card."""

from __future__ import annotations

import random

WORDS = "tensor layer merge token Straße année модель 注意力 value index reader stream buffer".split()
KEYS = "up down status rating author source created due priority next-step related type area".split()
NAMES = "x y parse foldr map2 liftA go f' runReader".split()
TYPES = ["Int", "a", "[a]", "Maybe a", "(a -> b)", "IO ()", "String", "Map k v", "f a"]
FENCES = {
    "cpp": "std::vector<int> v;\nauto n = std::move(v)::size();\nif (a == b && c == d) return x ? y : z;\n==q::r==",
    "haskell": "map :: (a -> b) -> [a] -> [b]\nmap f xs = xs >>= \\x -> [f x]\nx :: Int\nq == r && s == t",
    "python": "x[::2]\nif a == b == c:\n    print('{{c1::x}}')\nd = {'{{y}}': 1}\nSTART\nBasic\nBack: x\nEND",
    "yaml": "question: >\n  what\n?\nanswer: 42\nkey:: value\n? complex key\n: its value\nQ: a\nA: b",
    "rust": "use std::collections::HashMap;\nlet v = Vec::<u8>::new();\n==x==\nC: [y]",
    "sql": "SELECT a::text, b::int FROM t WHERE c = '?' -- #card",
    "": "- Q: a\n  - A: b\nfront #card\nback\n[[SR/memory/abcd1234.md|?]]\n- x {{cloze y}} #card",
}
HEAD = "---\ntitle: Not a card\naliases: [a::b]\nup: x::y\n---\n"


class Nothing:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self) -> str:
        return self.random.choice(WORDS)

    def words(self, count: int = 4) -> str:
        return " ".join(self.word() for _ in range(self.random.randint(2, count)))

    def number(self) -> int:
        return self.random.randrange(10_000)

    def value(self) -> str:
        """What Dataview and Logseq keep of a note."""
        return self.random.choice(
            [
                f"[[{self.words()}]]",
                f"[[a/{self.word()}|{self.word()}]], [[{self.word()}]]",
                str(self.number()),
                "2024-07-18",
                "2024-07-18T10:30:00",
                "[[2024-07-18]]",
                "",
                "true",
                f"#{self.word()} #b/c",
                f"https://example.org/{self.word()}",
                "64f0a1b2-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
            ]
        )

    def signature(self) -> str:
        types = " -> ".join(self.random.choice(TYPES) for _ in range(self.random.randint(2, 4)))
        return f"{self.random.choice(NAMES)} :: {types}"

    def block(self) -> str:
        pick = self.random
        match pick.randrange(18):
            case 0:
                return "\n".join(f"{pick.choice(KEYS)}:: {self.value()}" for _ in range(4))
            case 1:
                return "\n".join(f"- {pick.choice(KEYS)}:: {self.value()}" for _ in range(3))
            case 2:
                return f"A task [due:: 2024-07-18] and (priority:: {pick.choice(['high', '2'])}) of {self.word()}."
            case 3:
                number = f"64f0a1b2-3c4d-4e5f-8a9b-{self.number():012d}"
                return (
                    f"- {self.words()}\n  id:: {number}\n  collapsed:: true\n  card-last-score:: 5\n  - {self.words()}"
                )
            case 4:
                language = pick.choice(list(FENCES))
                indent = pick.choice(["", "", "> ", "  "])
                fence = [f"```{language}", *FENCES[language].split("\n"), "```"]
                lead = "- " + self.words() + "\n" if indent == "  " else ""
                return lead + "\n".join(indent + line for line in fence)
            case 5:
                return f"See https://example.org/{self.word()}::{self.number()}?a==b&c==d and <https://a.b/::x>."
            case 6:
                return f"| a::b | {self.word()} |\n| --- | --- |\n| ==x?== | `a::b` |".replace("==x?==", "x ? y")
            case 7:
                return f"$a::b$ and $x == y == z$, $$\\text{{{self.word()}::x}}$$ or $$A$$==$=B$$==."
            case 8:
                return "$$\na :: b\n?\nc == d == e\n$$"
            case 9:
                return f"{self.word()}: did you see it?\n{self.word()}: no :)\nB: me neither\nC: [laughs]\nA: well"
            case 10:
                return f"The container std::{self.word()} and boost::asio::{self.word()}() call ns::f<int>(x) twice."
            case 11:
                return "\n".join(self.signature() for _ in range(3))
            case 12:
                return f"fe80::{self.number() % 10}, 2001:db8::1, arn:aws:s3:::{self.word()} and `::1`"
            case 13:
                return f"if a == b and c == d or (e==f && g==h), then {self.words()}; `==x==` and `a::b`"
            case 14:
                return (
                    f"<!-- {self.word()}::{self.word()} -->\n%% a::b ==c== %%\n<span title='a::b'>{self.word()}</span>"
                )
            case 15:
                return f"[[{self.word()}|a::b]] and [a](b::c) and \\::{self.word()} and {self.word()} \\:: x"
            case 16:
                return f"As code:\n\n    {self.word()}::{self.word()}\n    ?\n    ==x=="
            case _:
                return f"{self.words(9).capitalize()}. Is it? I paid by #card, and {self.words(9)}!\n::\n"

    def note(self) -> str:
        head = HEAD if self.random.random() < 0.5 else ""
        blocks = [self.block() for _ in range(self.random.randint(5, 20))]
        return head + "\n\n".join(f"## {self.words()}\n\n{block}" if len(block) % 5 == 0 else block for block in blocks)

    def drawing(self) -> str:
        return (
            "---\nexcalidraw-plugin: parsed\ntags: [excalidraw, flashcards]\n---\n"
            "==⚠  Switch to EXCALIDRAW VIEW in the MORE OPTIONS menu of this document. ⚠==\n\n# Text Elements\n"
            f"{self.words()} ^{self.number():08d}\n\na::b ^abc\n\n%%\n# Drawing\n"
            '```json\n{"a::b": "?"}\n```\n%%'
        )


def vault(lines: int, seed: int) -> list[str]:
    """Notes of so many lines together."""
    nothing, notes, count = Nothing(seed), list[str](), 0
    while count < lines:
        text = nothing.drawing() if len(notes) % 25 == 24 else nothing.note()
        notes.append(text + "\n")
        count += text.count("\n") + 1
    return notes
