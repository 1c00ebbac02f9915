import regex as re
from collections import Counter, defaultdict

WORD = re.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")
printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
ORDER = printable + [byte for byte in range(256) if byte not in printable]
ID_OF = {byte: i for i, byte in enumerate(ORDER)}


class Trainer:
    def __init__(self, text, specials):
        self.specials = list(specials)
        self.vocab = {i: bytes([b]) for i, b in enumerate(ORDER)}
        self.ids = {b: i for i, b in self.vocab.items()}
        self.merges = []
        counts = Counter()
        for chunk in self._chunks(text):
            counts.update(m.group() for m in WORD.finditer(chunk))
        self.words = [[ID_OF[b] for b in w.encode()] for w in counts]
        self.weights = list(counts.values())

    def _chunks(self, text):
        if not self.specials:
            yield text
            return
        pattern = "|".join(map(re.escape, self.specials))
        yield from re.split(pattern, text)

    def _count(self):
        table = defaultdict(int)
        for word, weight in zip(self.words, self.weights):
            for left, right in zip(word[:-1], word[1:]):
                table[left, right] += weight
        return table

    def _join(self, left, right):
        joined = self.vocab[left] + self.vocab[right]
        new = self.ids.setdefault(joined, len(self.vocab))
        self.vocab[new] = joined
        self.merges.append((self.vocab[left], self.vocab[right]))
        for word in self.words:
            i = 0
            while i < len(word) - 1:
                if word[i] == left and word[i + 1] == right:
                    word[i : i + 2] = [new]
                i += 1

    def run(self, size):
        while len(self.vocab) < size - len(self.specials):
            table = self._count()
            if not table:
                break
            self._join(*min(table, key=lambda pair: (-table[pair], pair[0], pair[1])))
        for s in self.specials:
            self.vocab[len(self.vocab)] = s.encode()
        return self.vocab, self.merges


def train_bpe(text, vocab_size, special_tokens=()):
    return Trainer(text, special_tokens).run(vocab_size)
