"""Wrong: special tokens are tried in the order given, so a shorter one listed first shadows a longer that begins with it."""
import regex

WORD = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")
CONTRACTIONS = {"'s", "'d", "'m", "'t", "'ll", "'ve", "'re"}


def settled(word, end, text):
    """Whether this word of text stays as it is, whatever text goes on with."""
    if word in CONTRACTIONS:
        return True
    return end < len(text) and text[end - len(word):] not in ("'l", "'v", "'r")


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.vocab = vocab
        self.number = {data: i for i, data in vocab.items()}
        self.rank = {pair: i for i, pair in reversed([*enumerate(map(tuple, merges))])}
        self.special = list(special_tokens)

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

    def open_starts(self, text):
        longest = max(map(len, self.special), default=0)
        for start in range(max(0, len(text) - longest + 1), len(text)):
            if any(len(token) > len(text) - start and token.startswith(text[start:]) for token in self.special):
                yield start

    def encode_iterable(self, pieces):
        text = ""
        for piece in pieces:
            text += piece
            while True:
                found = self.first_special(text)
                starts = list(self.open_starts(text))
                if found is not None and not any(start <= found[0] for start in starts):
                    yield from self.text_ids(text[:found[0]])
                    yield self.number[found[1].encode("utf-8")]
                    text = text[found[0] + len(found[1]):]
                    continue
                break
            ends = [start for start in starts if found is None or start <= found[0]]
            futures = [WORD.findall(text[:end]) for end in ends]
            if found is None:
                futures.append([m.group() for m in WORD.finditer(text) if settled(m.group(), m.end(), text)])
            else:
                futures.append(WORD.findall(text[:found[0]]))
            sure = 0
            for words in zip(*futures):
                if len(set(words)) > 1:
                    break
                yield from self.word_ids(words[0])
                sure += len(words[0])
            text = text[sure:]
        yield from self.encode(text)
