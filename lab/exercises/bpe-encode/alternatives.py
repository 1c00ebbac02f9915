"""Other correct ways of encoding and decoding with byte pairs, as whole files."""

HEAD = '''
import regex
from itertools import pairwise

PATTERN = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+""")

'''
STREAM = '''
    def encode_iterable(self, pieces):
        rest = ""
        for piece in pieces:
            rest += piece
            cut = self.safe(rest)
            yield from self.encode(rest[:cut])
            rest = rest[cut:]
        yield from self.encode(rest)

    def safe(self, text):
        """Before the last letter or sign that follows white space, if no special token can reach over it."""
        longest = max([len(t) for t in self.special_tokens], default=0)
        matches = list(PATTERN.finditer(text[: max(0, len(text) - longest)]))
        for match in reversed(matches[:-3]):
            i = match.start()
            if text[i] == " " and i and not text[i - 1].isspace() and i + 1 < len(text) and text[i + 1].isalpha():
                if not any(text.find(t, max(0, i - len(t)), i + len(t)) >= 0 for t in self.special_tokens):
                    return i
        return 0
'''

ALTERNATIVES = {
    "bytes instead of ids, merges one after another": HEAD
    + """
class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab, self.merges = vocab, [tuple(pair) for pair in merges]
        self.ids = {token: i for i, token in vocab.items()}
        self.special_tokens = sorted(special_tokens, key=len, reverse=True)

    def encode(self, text):
        parts = [text]
        if self.special_tokens:
            parts = regex.split("(" + "|".join(regex.escape(t) for t in self.special_tokens) + ")", text)
        out = []
        for part in parts:
            if part in self.special_tokens:
                out.append(self.ids[part.encode("utf-8")])
                continue
            for word in PATTERN.findall(part):
                tokens = [bytes([b]) for b in word.encode("utf-8")]
                for left, right in self.merges:
                    i = 0
                    while i < len(tokens) - 1:
                        if tokens[i] == left and tokens[i + 1] == right:
                            tokens[i : i + 2] = [left + right]
                        i += 1
                out += [self.ids[token] for token in tokens]
        return out

    def decode(self, ids):
        return b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")
"""
    + STREAM,
    "the lowest rank, one place at a time": HEAD
    + """
class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=None):
        self.vocab = dict(vocab)
        self.of = {v: k for k, v in self.vocab.items()}
        self.rank = {tuple(pair): n for n, pair in enumerate(merges)}
        self.special_tokens = list(special_tokens or [])

    def word(self, word):
        tokens = [bytes([b]) for b in word.encode("utf-8")]
        while True:
            ranked = [(self.rank[pair], i) for i, pair in enumerate(pairwise(tokens)) if pair in self.rank]
            if not ranked:
                return [self.of[token] for token in tokens]
            _, i = min(ranked)
            tokens[i : i + 2] = [tokens[i] + tokens[i + 1]]

    def encode(self, text):
        ids, start = [], 0
        while start <= len(text):
            found = [(text.find(t, start), -len(t), t) for t in self.special_tokens if text.find(t, start) >= 0]
            at, _, token = min(found, default=(len(text), 0, None))
            for word in PATTERN.findall(text[start:at]):
                ids.extend(self.word(word))
            if token is None:
                break
            ids.append(self.of[token.encode()])
            start = at + len(token)
        return ids

    def decode(self, ids):
        raw = bytearray()
        for i in ids:
            raw += self.vocab[i]
        return str(raw, "utf-8", "replace")
"""
    + STREAM,
    "a recursive merge, with a cache": HEAD
    + """
from functools import lru_cache


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab, self.special_tokens = vocab, tuple(sorted(special_tokens, key=lambda t: -len(t)))
        inverse = {token: i for i, token in vocab.items()}
        ranks = {(inverse[a], inverse[b]): n for n, (a, b) in enumerate(merges)}

        @lru_cache(maxsize=10_000)
        def join(ids):
            best = min(pairwise(ids), key=lambda pair: ranks.get(pair, float("inf")), default=None)
            if best not in ranks:
                return ids
            new, out = inverse[vocab[best[0]] + vocab[best[1]]], ()
            while ids:
                if ids[:2] == best:
                    out, ids = (*out, new), ids[2:]
                else:
                    out, ids = (*out, ids[0]), ids[1:]
            return join(out)

        self.join, self.inverse = join, inverse

    def encode(self, text):
        if not text:
            return []
        for token in self.special_tokens:
            if token in text:
                before, _, after = text.partition(token)
                return [*self.encode(before), self.inverse[token.encode()], *self.encode(after)]
        words = [tuple(self.inverse[bytes([b])] for b in word.encode()) for word in PATTERN.findall(text)]
        return [i for word in words for i in self.join(word)]

    def decode(self, ids):
        return b"".join(map(self.vocab.__getitem__, ids)).decode("utf-8", "replace")
"""
    + STREAM,
}
