"""Mistakes that people make in encoding and decoding with byte pairs."""

from lab.grade.mistakes import ALONE, Mistake

RANK = ('concept:bpe "lowest rank"',)
CHUNKS = ('concept:bpe "in chunks"',)
SHOWN = ('concept:bpe "U+FFFD"',)
BEST = "best = min((self.ranks[pair] for pair in pairwise(ids) if pair in self.ranks), default=None)"
WORD = 'known = self._merge([self.byte_ids[byte] for byte in word.encode("utf-8", "replace")])'
DECODE = 'return self.decode_bytes(ids).decode("utf-8", errors="replace")'
FIND = "words: list[str] = _GPT2.findall(text)"
BEGIN = '        rest = ""\n        for piece in pieces:\n'
LONGEST = """ids = {token: i for i, token in self.vocab.items()}
            raw, known = word.encode("utf-8", "replace"), []
            while raw:
                size = max(n for n in range(1, len(raw) + 1) if raw[:n] in ids)
                known.append(ids[raw[:size]])
                raw = raw[size:]"""

MISTAKES = [
    Mistake(
        "bpe-encode/longest-match",
        "the longest token that fits is taken from the left",
        "The ids are then not those that the merges give, and the model never saw them: replay the merges in order.",
        ('concept:bpe "ignoring ranks"',),
        ((WORD, LONGEST),),
        kind="merges in the wrong order",
        formerly="E5",
    ),
    Mistake(
        "bpe-encode/leftmost-merge-first",
        "the leftmost pair that is a merge is joined first",
        "Of all neighbours that are merges the one that was learned first goes first, wherever it stands.",
        RANK,
        ((BEST, "best = next((self.ranks[pair] for pair in pairwise(ids) if pair in self.ranks), None)"),),
        kind="merges in the wrong order",
        formerly="E6",
    ),
    Mistake(
        "bpe-encode/latest-merge-first",
        "the pair that was learned last is joined first",
        "Early merges are the frequent ones, and later ones build on them: the lowest rank goes first.",
        RANK,
        ((BEST, BEST.replace("min(", "max(")),),
        kind="merges in the wrong order",
        formerly="E7",
    ),
    Mistake(
        "bpe-encode/joined-from-right",
        "runs are joined from right to left: aaa becomes a aa",
        "From left to right: aaa becomes aa a.",
        ('concept:bpe "from left to right"',),
        (
            (
                "for i in ids:\n                if merged and self.ranks.get((merged[-1], i)) == best:",
                "for i in ids[::-1]:\n                if merged and self.ranks.get((i, merged[-1])) == best:",
            ),
            ("            ids = merged\n", "            ids = merged[::-1]\n"),
        ),
        kind="merges in the wrong order",
        formerly="E9",
    ),
    Mistake(
        "bpe-encode/not-cut-into-words",
        "the text is not cut into words before pairs are joined",
        "A merge across a space never happened in training: cut by the pattern first.",
        ('concept:bpe "pre-tokenisation"',),
        ((FIND, "words = [text]"),),
        kind="text cut in the wrong places",
        formerly="E1",
    ),
    Mistake(
        "bpe-encode/cut-by-split",
        "the text is cut by `.split()`, which drops the spaces",
        "Then decode cannot give the text back: in GPT-2's pattern a word keeps the space before it.",
        ('concept:bpe "text.split()"',),
        ((FIND, "words = text.split()"),),
        kind="text cut in the wrong places",
        formerly="E2",
    ),
    Mistake(
        "bpe-encode/special-tokens-unsorted",
        "special tokens are looked for in the order given, not the longest first",
        "Where one begins with another, the shorter then cuts the longer in two: sort them by length.",
        ('concept:tokens "begins with the first"',),
        (
            (
                "sorted((token for token in special_tokens if token), key=len, reverse=True)",
                "[token for token in special_tokens if token]",
            ),
        ),
        kind="special tokens mishandled",
        formerly="E15",
    ),
    Mistake(
        "bpe-encode/special-tokens-as-text",
        "special tokens are encoded as ordinary text",
        "A special token is one id of its own: cut it out before anything else.",
        ('concept:tokens "ordinary text"',),
        (("enumerate(split_special(text, self.special_pattern))", "enumerate(split_special(text, None))"),),
        kind="special tokens mishandled",
        formerly="E16",
    ),
    Mistake(
        "bpe-encode/decoded-one-by-one",
        "each id is decoded to text on its own",
        "A character's bytes may lie in two tokens, and neither half is text: join all bytes first.",
        ('concept:bpe "Half a character"',),
        ((DECODE, 'return "".join(self.decode_bytes([i]).decode("utf-8", errors="replace") for i in ids)'),),
        kind="bytes taken for characters",
        formerly="E17",
    ),
    Mistake(
        "bpe-encode/strict-decode",
        "decode fails on bytes that are no text",
        'A model may stop in the middle of a character: decode with errors="replace".',
        SHOWN,
        ((DECODE, 'return self.decode_bytes(ids).decode("utf-8")'),),
        kind="bytes taken for characters",
        formerly="E18",
    ),
    Mistake(
        "bpe-encode/bad-bytes-dropped",
        "bytes that are no text vanish",
        'Then nobody sees that something is missing: errors="replace" shows U+FFFD.',
        SHOWN,
        ((DECODE, DECODE.replace("replace", "ignore")),),
        kind="bytes taken for characters",
        formerly="E18b",
    ),
    Mistake(
        "bpe-encode/characters-not-bytes",
        "a word begins as characters instead of bytes",
        "Characters beyond 255 have no id; their bytes in UTF-8 all have one.",
        ('concept:bpe "before any merge"',),
        ((WORD, "known = self._merge([self.byte_ids[ord(character)] for character in word])"),),
        kind="bytes taken for characters",
        formerly="E19",
    ),
    Mistake(
        "bpe-encode/byte-value-as-id",
        "a byte's value is taken for its id",
        "vocab says which id a byte has: GPT-2 begins with the printable ones.",
        ('concept:bpe "the byte 33"',),
        (("self.byte_ids = [ids[bytes([byte])] for byte in range(256)]", "self.byte_ids = list(range(256))"),),
        kind="bytes taken for characters",
        formerly="E20",
    ),
    Mistake(
        "bpe-encode/pieces-encoded-alone",
        "encode_iterable encodes each piece by itself",
        "A piece may end within a word or a special token: keep back what the next piece may still change.",
        CHUNKS,
        ((BEGIN, f"        for piece in pieces:\n            yield from self.encode(piece)\n        return\n{BEGIN}"),),
        kind="text cut in the wrong places",
        formerly="E22",
    ),
    Mistake(
        "bpe-encode/one-word-held-back",
        "encode_iterable keeps back only the last word",
        'The last two can change: "\'l" is two words, and "\'ll" one; of several spaces the last goes with the next.',
        CHUNKS,
        (
            ("for word in words[:-2]:", "for word in words[:-1]:"),
            ('rest = "".join(words[-2:])', 'rest = "".join(words[-1:])'),
        ),
        kind="text cut in the wrong places",
        formerly="E22b",
    ),
    Mistake(
        "bpe-encode/waits-for-everything",
        "encode_iterable waits for the whole text",
        "It is there for texts that do not fit into memory: yield each id as soon as nothing can change it.",
        CHUNKS,
        ((BEGIN, f'        yield from self.encode("".join(pieces))\n        return\n{BEGIN}'),),
        kind=ALONE,
        formerly="E22c",
    ),
    Mistake(
        "bpe-encode/special-token-cut-in-two",
        "encode_iterable does not see special tokens that are cut in two",
        "The end of a piece may be the beginning of a special token: keep it back until the next piece is there.",
        CHUNKS,
        (
            (
                "            if any(token.startswith(end) and token != end for token in self.special):\n"
                "                return start\n",
                "            del end\n",
            ),
        ),
        kind="text cut in the wrong places",
        formerly="E22d",
    ),
]
