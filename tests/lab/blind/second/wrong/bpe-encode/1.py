import regex

WORD = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")
ENDED = regex.compile(r"'(?:[sdmt]|ll|ve|re)")


def join_pair(parts, left, right):
    out = []
    for part in parts:
        if out and out[-1][1] and out[-1][0] == left and part == right:
            out[-1] = (left + right, False)
        else:
            out.append((part, True))
    return [part for part, _ in out]


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = dict(vocab)
        self.merges = set(map(tuple, merges))
        self.specials = sorted(special_tokens, key=len, reverse=True)
        self.id_of = {}
        for i in sorted(self.vocab):
            self.id_of.setdefault(self.vocab[i], i)
        last = {self.vocab[i]: i for i in sorted(self.vocab)}
        self.special_id = {s: last[s.encode("utf-8")] for s in self.specials}
        self.cache = {}

    def _next(self, parts):
        for pair in zip(parts, parts[1:]):
            if pair in self.merges:
                return pair
        return None

    def _word(self, word):
        if word not in self.cache:
            parts = [bytes([b]) for b in word.encode("utf-8")]
            pair = self._next(parts)
            while pair:
                parts = join_pair(parts, *pair)
                pair = self._next(parts)
            self.cache[word] = [self.id_of[p] for p in parts]
        return self.cache[word]

    def _plain(self, text):
        return [i for w in WORD.findall(text) for i in self._word(w)]

    def _special_at(self, text, i):
        for s in self.specials:
            if text.startswith(s, i):
                return s
        return None

    def _cut_at(self, text, i):
        tail = text[i:]
        return any(len(s) > len(tail) and s.startswith(tail) for s in self.specials)

    def encode(self, text):
        return list(self.encode_iterable([text]))

    def decode(self, ids):
        return b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")

    def _settled(self, buf, ends, is_open):
        versions = [WORD.findall(buf[:e]) for e in ends]
        if is_open:
            words = [(m.group(), m.end()) for m in WORD.finditer(buf)]
            sure = []
            for w, end in words:
                if not ENDED.fullmatch(w):
                    if end == len(buf) or (w == "'" and buf[end:] in ("l", "v", "r")):
                        break
                sure.append(w)
            versions.append(sure)
        n = 0
        while all(n < len(v) for v in versions) and len({v[n] for v in versions}) == 1:
            n += 1
        return versions[0][:n]

    def encode_iterable(self, pieces):
        buf = ""
        for piece in pieces:
            buf += piece
            while True:
                ends, is_open, found = [], True, None
                for i in range(len(buf)):
                    whole, cut = self._special_at(buf, i), self._cut_at(buf, i)
                    if whole or cut:
                        ends.append(i)
                    if whole:
                        is_open = False
                        if len(ends) == 1:
                            found = (i, whole, cut)
                        break
                if found:
                    i, whole, cut = found
                    yield from self._plain(buf[:i])
                    buf = buf[i:]
                    if cut:
                        break
                    yield self.special_id[whole]
                    buf = buf[len(whole):]
                    continue
                for w in self._settled(buf, ends, is_open):
                    yield from self._word(w)
                    buf = buf[len(w):]
                break
        start = i = 0
        while i < len(buf):
            s = self._special_at(buf, i)
            if s:
                yield from self._plain(buf[start:i])
                yield self.special_id[s]
                i += len(s)
                start = i
            else:
                i += 1
        yield from self._plain(buf[start:])
