import itertools

import regex

WORDS = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = vocab
        self.specials = sorted(special_tokens, key=len, reverse=True)
        ascending = sorted(vocab.items())
        self.of_special = {s: next(i for i, b in reversed(ascending) if b == s.encode()) for s in self.specials}
        sign = {}
        self.number = {}
        for i, raw in ascending:
            sign.setdefault(raw, chr(0x10000 + i))
            self.number.setdefault(sign[raw], i)
        self.letters = [sign[bytes([b])] for b in range(256)]
        self.rules = {}
        for a, b in merges:
            if a in sign and b in sign:
                self.rules.setdefault(sign[a] + sign[b], (len(self.rules), sign[a + b]))
        self.cut = regex.compile("|".join(map(regex.escape, self.specials)) or r"(?!)")

    def _spell(self, word):
        state = "".join(self.letters[b] for b in word.encode())
        while True:
            fits = {two for two in map("".join, itertools.pairwise(state)) if two in self.rules}
            if not fits:
                return [self.number[c] for c in state]
            first = min(fits, key=self.rules.__getitem__)
            state = state.replace(first, self.rules[first][1])

    def _parts(self, text):
        begin = 0
        for hit in itertools.chain(self.cut.finditer(text), [None]):
            for word in regex.findall(WORDS, text[begin : hit.start() if hit else None]):
                yield word, None
            if hit:
                yield hit[0], self.of_special[hit[0]]
                begin = hit.end()

    def _numbers(self, part):
        return self._spell(part[0]) if part[1] is None else [part[1]]

    def encode(self, text):
        return list(itertools.chain.from_iterable(map(self._numbers, self._parts(text))))

    def decode(self, ids):
        return str(b"".join(map(self.vocab.__getitem__, ids)), "utf-8", "replace")

    def _certain(self, text):
        ends = ["", "q", "e", "l", "s", "4", "-", " ", " q", "\n"]
        ends += [s[n:] for s in self.specials for n in range(1, len(s)) if text.endswith(s[:n])]
        used = 0
        for column in zip(*(self._parts(text + end) for end in ends)):
            used += len(column[0][0])
            if len(set(column)) > 1 or used > len(text):
                return
            yield column[0]

    def encode_iterable(self, pieces):
        waiting = ""
        for piece in pieces:
            waiting += piece
            for part in list(self._certain(waiting)):
                yield from self._numbers(part)
                waiting = waiting[len(part[0]) :]
        yield from self.encode(waiting)
