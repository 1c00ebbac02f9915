"""Wrong: encode_iterable gives the right ids, but joins all pieces first and so gives everything only at the end."""
import regex

WORD = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = vocab
        self.number = {data: i for i, data in vocab.items()}
        self.rank = {pair: i for i, pair in reversed([*enumerate(map(tuple, merges))])}
        self.special = sorted(special_tokens, key=len, reverse=True)

    def word_ids(self, word):
        parts = [bytes([byte]) for byte in word.encode("utf-8")]
        while True:
            known = [pair for pair in zip(parts, parts[1:]) if pair in self.rank]
            if not known:
                return [self.number[part] for part in parts]
            pair = min(known, key=self.rank.get)
            i = 0
            while i + 1 < len(parts):
                if (parts[i], parts[i + 1]) == pair:
                    parts[i:i + 2] = [pair[0] + pair[1]]
                i += 1

    def first_special(self, text):
        for start in range(len(text)):
            for token in self.special:
                if text.startswith(token, start):
                    return start, token
        return None

    def text_ids(self, text):
        return [i for word in WORD.findall(text) for i in self.word_ids(word)]

    def encode(self, text):
        ids = []
        while (found := self.first_special(text)) is not None:
            start, token = found
            ids += self.text_ids(text[:start])
            ids.append(self.number[token.encode("utf-8")])
            text = text[start + len(token):]
        return ids + self.text_ids(text)

    def decode(self, ids):
        return b"".join(map(self.vocab.__getitem__, ids)).decode("utf-8", errors="replace")

    def encode_iterable(self, pieces):
        yield from self.encode("".join(pieces))
