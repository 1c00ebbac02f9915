from functools import lru_cache

import regex

PAT = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = vocab
        self.to_id = {}
        self.to_special = {}
        for i in sorted(vocab):
            self.to_id.setdefault(vocab[i], i)
        for s in special_tokens:
            raw = s.encode("utf-8")
            self.to_special[s] = max(i for i in vocab if vocab[i] == raw)
        self.order = {}
        for n, (a, b) in enumerate(merges):
            self.order.setdefault((a, b), n)
        longest = sorted(special_tokens, key=lambda s: (-len(s), s))
        self.names = longest
        self.splitter = "|".join(regex.escape(s) for s in longest)
        self.word_ids = lru_cache(maxsize=50_000)(self._word_ids)

    def _word_ids(self, word):
        seq = [bytes([b]) for b in word.encode("utf-8")]
        while len(seq) > 2:
            options = [(self.order[a, b], a, b) for a, b in zip(seq, seq[1:]) if (a, b) in self.order]
            if not options:
                break
            _, a, b = min(options)
            i = 0
            while i + 1 < len(seq):
                if seq[i] == a and seq[i + 1] == b:
                    seq[i : i + 2] = [a + b]
                i += 1
        return tuple(self.to_id[s] for s in seq)

    def _spans(self, text):
        last = 0
        if self.splitter:
            for m in regex.finditer(self.splitter, text):
                yield from ((last + w.start(), last + w.end(), False) for w in regex.finditer(PAT, text[last : m.start()]))
                yield m.start(), m.end(), True
                last = m.end()
        yield from ((last + w.start(), last + w.end(), False) for w in regex.finditer(PAT, text[last:]))

    def _emit(self, text, span):
        a, b, special = span
        return (self.to_special[text[a:b]],) if special else self.word_ids(text[a:b])

    def encode(self, text):
        return [i for span in self._spans(text) for i in self._emit(text, span)]

    def decode(self, ids):
        data = bytearray()
        for i in ids:
            data.extend(self.vocab[i])
        return data.decode("utf-8", errors="replace")

    def _tails(self, text):
        tails = {"", "x", "e", "l", "t", "0", "?", " ", " x", "\t"}
        for name in self.names:
            for n in range(1, len(name)):
                if text.endswith(name[:n]):
                    tails.add(name[n:])
        return tails

    def encode_iterable(self, pieces):
        text = ""
        for piece in pieces:
            text = text + piece
            common = None
            for tail in self._tails(text):
                spans = set(self._spans(text + tail))
                common = spans if common is None else common & spans
            end = 0
            for span in sorted(common):
                if span[0] != end or span[1] > len(text):
                    break
                yield from self._emit(text, span)
                end = span[1]
            text = text[end:]
        yield from self.encode(text)
