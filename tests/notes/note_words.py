"""What notes are made of that confuses readers of notes: letters, pieces of lines, lines and passages."""

from __future__ import annotations

STRANGE = "\0 \r \r\n \x0b \x0c \x85 \u2028 \u2029 \u200b \u202e \ufeff \U0001f600 \t".split(" ")
INLINE = (
    *("word", "two words", "слово", "単語", "e\u0301", "x = 1", "2024-07-18", "std::vector", "f :: a -> b", "a::b"),
    *("::", ":::", " :: ", "?", "??", " ? ", ";;", ":=", "—", ">>", " >> ", "\\::", "\\", "\\\\", "|", "a | b"),
    *("$", "$$", "$x$", "$$x$$", "$a::b$", "\\$", "`", "``", "```", "`a::b`", "~~~", "====", "==x==", "**", "**b**"),
    *(
        "_",
        "___",
        "`____`",
        "____ ____",
        "{{c1::x}}",
        "{{c1::x::hint}}",
        "{{c2::",
        "}}",
        "{",
        "}",
        "{{c1::\\frac{1}{2}}}",
    ),
    *(
        "[[",
        "]]",
        "[[Note]]",
        "[[Note|alias]]",
        "![[x.png|300]]",
        "![[#One]]",
        "![[#^id]]",
        "[[lab/softmax]]",
        "](",
        ")",
    ),
    *(
        "[text](https://a.b/c::d)",
        "https://a.b::c",
        "<b>",
        "<a ",
        "</a>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<!-- c -->",
    ),
    *("%%", "%% c %%", "#", "#tag", "#flashcards", "#flashcards/a/b", "#card", "#fields", "#concept/x", "^id", " ^id"),
    *("[[SR/memory/abcd1234.md|?]]", "[[SR/memory/abcd1234.md|>>]]", "<!--LEARN:abcd1234-->", "name: int = 3 # why"),
    *(
        "<!--SR:!2024-08-16,51,230-->",
        "up:: [[x]]",
        "id:: 64f0",
        "Q: what?",
        "A: that",
        '"',
        "'",
        "(",
        ",",
        ".",
        " ",
        "  ",
    ),
)
LINES = (
    *("", "", "", " ", "\t", "?", "??", "? ^id", " ?", "> ?", "+++", "END", "---", "***", "===", "...", "|---|---|"),
    *("```", "```python", "~~~", "    ```", "> ```", "- ```", "$$", "> $$", "<!--", "-->", "%%", "class A:"),
    *("# One", "## Two #flashcards", "### Three ###", "#### ", "#flashcards", "#flashcards/b", "Title", "END"),
    *("[[SR/memory/efgh5678.md|?]]", "> [[SR/memory/efgh5678.md|?]]", "<!--SR:!2024-08-16,51,230-->"),
    *("<!--LEARN:efgh5678-->", "> [!sr|card-metadata]", "- **Question**: what?", "  - **Answer**: that", "- Q: what?"),
    *("START", "Basic", "Cloze", "Back: that", "END", "Tags: a b", "ID: 123", "<!--ID: 123-->", "TARGET DECK: a::b"),
    *("Q: what?", "A: that", "C: a [hole]", "B: no", "front #card", "#card", "## Front #card-reverse", "- block #card"),
    *("  id:: 64f0", "  card-last-score:: 5", "\t- child", "- {{cloze x \\\\ y}} #card", "FILE TAGS: a b"),
    *("- A: that", "question", "answer", "a::b", "c:::d", "| a::b | c |", "title: a: b", "tags: flashcards"),
)
PASSAGES = (
    *(
        "question\n?\nanswer",
        "front\n??\nback",
        "q\n?\n```py\n\ncode::x\n```",
        "one\n?\n- two\n\n- three",
        "a ___\n?\nb",
    ),
    *("ask\n[[SR/memory/ijkl9012.md|?]]\ntell", "ask\n\n[[SR/memory/mnop3456.md|?]]\n\ntell", "> q\n> ?\n> a"),
    *("- **Question**: why?\n  - **Answer**: so", "- Q: why?\n- A: so\n  more", "ask\n?\ntell\n<!--LEARN:qrst7890-->"),
    *("# GPT #fields\n- block: int = 4 # size\n- n: 3", "#fields\n```python\nclass A:\n    x: int = 1  # one\n```"),
    *(
        "- {{c1::one}} and {{c2::two}}\n- {{c1::three}}",
        "$$\n{{c1::\\frac{1}{2}}} x\n$$",
        "- topic\n  - a::b\n  - c::d",
    ),
    *("## Section\nits text\n## Next", "q\n?\na\n<!--SR:!2024-08-16,51,230-->", "| a | b |\n|---|---|\n| c::d | e |"),
)
PREFIXES = ("", "", "", "", "- ", "* ", "1. ", "10) ", "  ", "    ", "\t", "  - ", "    - ", "> ", ">> ", "> - ", "# ")
TOPS = ("", "", "#flashcards\n", "---\ntags: [flashcards/a]\n---\n", "---\ntitle: a: b\ntags: x\n---\n", "---\n")
