import regex as re

SPLIT = re.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = vocab
        self.ids = {}
        self.late = {}
        for i, piece in sorted(vocab.items()):
            self.ids.setdefault(piece, i)
            self.late[piece] = i
        self.rank = {}
        for n, pair in enumerate(merges):
            self.rank.setdefault(tuple(pair), n)
        self.special = {s: self.late[s.encode()] for s in special_tokens}
        alts = sorted(self.special, key=len, reverse=True)
        self.cutter = re.compile("(" + "|".join(re.escape(s) for s in alts) + ")") if alts else None

    def bpe(self, word):
        parts = [bytes([b]) for b in word.encode("utf-8")]
        while len(parts) > 1:
            pair = min(zip(parts, parts[1:]), key=lambda p: self.rank.get(p, float("inf")))
            if pair not in self.rank:
                break
            new, i = [], 0
            while i < len(parts):
                if i < len(parts) - 1 and (parts[i], parts[i + 1]) == pair:
                    new.append(parts[i] + parts[i + 1])
                    i += 2
                else:
                    new.append(parts[i])
                    i += 1
            parts = new
        return [self.ids[p] for p in parts]

    def chunks(self, text):
        return self.cutter.split(text) if self.cutter else [text]

    def encode(self, text):
        out = []
        for chunk in self.chunks(text):
            if chunk in self.special:
                out.append(self.special[chunk])
            else:
                for word in SPLIT.findall(chunk):
                    out.extend(self.bpe(word))
        return out

    def decode(self, ids):
        return b"".join([self.vocab[i] for i in ids]).decode("utf-8", "replace")

    def encode_iterable(self, pieces):
        rest = ""
        for piece in pieces:
            rest += piece
            chunks = self.chunks(rest)
            for chunk in chunks[:-1]:
                yield from self.encode(chunk)
            last = chunks[-1]
            spans = [m.span() for m in SPLIT.finditer(last)]
            done = 0
            for a, b in spans:
                short = re.fullmatch(r"'(?:[sdmt]|ll|ve|re)", last[a:b])
                if not short and (b == len(last) or (last[a:b] == "'" and last[b:] in {"l", "r", "v"})):
                    break
                yield from self.bpe(last[a:b])
                done = b
            rest = last[done:]
        yield from self.encode(rest)
