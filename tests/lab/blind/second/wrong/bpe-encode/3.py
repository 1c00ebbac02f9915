import regex

GPT2 = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")
FUTURES = ("", "a", "e", "l", "s", "7", "!", "'", " ", " a", "\n")


def lowest(parts, ranks):
    best = None
    for pair in zip(parts, parts[1:]):
        if pair in ranks and (best is None or ranks[pair] < ranks[best]):
            best = pair
    return best


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = vocab
        backwards = sorted(vocab.items(), reverse=True)
        self.number = {piece: i for i, piece in backwards}
        self.ranks = {(a, b): n for n, (a, b) in reversed(list(enumerate(merges)))}
        names = sorted(special_tokens, key=len)[::-1]
        self.special = {}
        for name in names:
            self.special[name] = max(i for i, piece in vocab.items() if piece == name.encode("utf-8"))
        self.special_re = regex.compile("|".join(map(regex.escape, names))) if names else None
        self.futures = list(FUTURES) + [name[k:] for name in names for k in range(1, len(name))]

    def _units(self, text):
        at = 0
        marks = self.special_re.finditer(text) if self.special_re else ()
        for mark in marks:
            for word in GPT2.findall(text[at : mark.start()]):
                yield word, False
            yield mark.group(), True
            at = mark.end()
        for word in GPT2.findall(text[at:]):
            yield word, False

    def _ids(self, unit):
        text, special = unit
        if special:
            return [self.special[text]]
        parts = [bytes([b]) for b in text.encode("utf-8")]
        pair = lowest(parts, self.ranks)
        while pair is not None:
            i, out = 0, []
            while i < len(parts):
                if tuple(parts[i : i + 2]) == pair:
                    out.append(b"".join(pair))
                    i += 2
                else:
                    out.append(parts[i])
                    i += 1
            parts = out
            pair = lowest(parts, self.ranks)
        return [self.number[p] for p in parts]

    def encode(self, text):
        ids = []
        for unit in self._units(text):
            ids += self._ids(unit)
        return ids

    def decode(self, ids):
        texts = []
        for i in ids:
            texts.append(self.vocab[i].decode("utf-8", errors="replace"))
        return "".join(texts)

    def encode_iterable(self, pieces):
        held = ""
        for piece in pieces:
            held += piece
            lists = [list(self._units(held + future)) for future in self.futures]
            for now in zip(*lists):
                if any(unit != now[0] for unit in now) or len(now[0][0]) > len(held):
                    break
                yield from self._ids(now[0])
                held = held[len(now[0][0]) :]
        yield from self.encode(held)
