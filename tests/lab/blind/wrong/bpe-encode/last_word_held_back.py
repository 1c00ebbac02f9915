"""Wrong (subtle): encode_iterable holds back the last word only; a special token cut in two, or 'll cut after the first l, is lost."""
import regex

PATTERN = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = vocab
        self.ids = {b: i for i, b in vocab.items()}
        self.ranks = {}
        for rank, pair in enumerate(merges):
            self.ranks.setdefault(pair, rank)
        self.special = sorted(special_tokens, key=len, reverse=True)
        self.cut = regex.compile("|".join(regex.escape(s) for s in self.special)) if self.special else None

    def _chunks(self, text):
        """The special tokens and the words of a text, in order, as (is_special, string)."""
        at = 0
        if self.cut is not None:
            for m in self.cut.finditer(text):
                for w in PATTERN.findall(text[at:m.start()]):
                    yield False, w
                yield True, m.group()
                at = m.end()
        for w in PATTERN.findall(text[at:]):
            yield False, w

    def _ids(self, special, chunk):
        data = chunk.encode("utf-8")
        if special:
            return [self.ids[data]]
        parts = [data[i:i + 1] for i in range(len(data))]
        while len(parts) > 1:
            rank, pair = min((self.ranks.get(p, len(self.ranks) + 1e9), p) for p in zip(parts, parts[1:]))
            if pair not in self.ranks:
                break
            i = 0
            while i < len(parts) - 1:
                if (parts[i], parts[i + 1]) == pair:
                    parts[i:i + 2] = [parts[i] + parts[i + 1]]
                i += 1
        return [self.ids[p] for p in parts]

    def encode(self, text):
        return [i for special, chunk in self._chunks(text) for i in self._ids(special, chunk)]

    def decode(self, ids):
        return b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")

    def encode_iterable(self, pieces):
        rest = ""
        for piece in pieces:
            rest += piece
            chunks = list(self._chunks(rest))
            if not chunks:
                continue
            for special, chunk in chunks[:-1]:
                yield from self._ids(special, chunk)
            rest = chunks[-1][1]
        yield from self.encode(rest)
