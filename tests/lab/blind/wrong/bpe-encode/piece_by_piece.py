"""Wrong: encode_iterable encodes each piece on its own, so a word or special token cut in two comes out differently."""
import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = dict(vocab)
        self.id_of = {value: key for key, value in self.vocab.items()}
        self.rank = {}
        for i, pair in enumerate(merges):
            self.rank.setdefault(tuple(pair), i)
        self.special = sorted(special_tokens, key=len, reverse=True)

    def bpe(self, word):
        tokens = [bytes([b]) for b in word.encode("utf-8")]
        while len(tokens) > 1:
            best = min(zip(tokens, tokens[1:]), key=lambda pair: self.rank.get(pair, float("inf")))
            if best not in self.rank:
                break
            out, i = [], 0
            while i < len(tokens):
                if i + 1 < len(tokens) and (tokens[i], tokens[i + 1]) == best:
                    out.append(tokens[i] + tokens[i + 1])
                    i += 2
                else:
                    out.append(tokens[i])
                    i += 1
            tokens = out
        return [self.id_of[t] for t in tokens]

    def encode(self, text):
        ids = []
        chunks = [text]
        if self.special:
            chunks = regex.split("(" + "|".join(map(regex.escape, self.special)) + ")", text)
        for chunk in chunks:
            if chunk in self.special:
                ids.append(self.id_of[chunk.encode("utf-8")])
                continue
            for word in regex.findall(PATTERN, chunk):
                ids.extend(self.bpe(word))
        return ids

    def decode(self, ids):
        return b"".join([self.vocab[i] for i in ids]).decode("utf-8", errors="replace")

    def encode_iterable(self, pieces):
        for piece in pieces:
            yield from self.encode(piece)
