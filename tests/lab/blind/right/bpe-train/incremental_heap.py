"""Right: counts kept up to date and a heap with stale entries, only words that hold the pair are touched."""
import heapq
from collections import Counter, defaultdict

import regex

PATTERN = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")


class Trainer:
    def __init__(self, text, special_tokens):
        printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
        order = printable + [byte for byte in range(256) if byte not in printable]
        self.vocab = {i: bytes([byte]) for i, byte in enumerate(order)}
        self.ids = {b: i for i, b in self.vocab.items()}
        pieces = [text]
        if special_tokens:
            alternatives = sorted(special_tokens, key=len, reverse=True)
            pieces = regex.split("|".join(map(regex.escape, alternatives)), text)
        frequency = Counter(match.group() for piece in pieces for match in PATTERN.finditer(piece))
        self.times = list(frequency.values())
        self.words = [[self.ids[bytes([byte])] for byte in word.encode("utf-8")] for word in frequency]
        self.counts = Counter()
        self.where = defaultdict(set)
        for w, word in enumerate(self.words):
            for pair in zip(word, word[1:]):
                self.counts[pair] += self.times[w]
                self.where[pair].add(w)
        self.heap = [(-n, pair) for pair, n in self.counts.items()]
        heapq.heapify(self.heap)

    def best(self):
        while self.heap:
            minus, pair = heapq.heappop(self.heap)
            if self.counts.get(pair, 0) == -minus:
                return pair
        return None

    def join(self, pair):
        both = self.vocab[pair[0]] + self.vocab[pair[1]]
        if both not in self.ids:
            self.ids[both] = len(self.vocab)
            self.vocab[len(self.vocab)] = both
        new = self.ids[both]
        touched = set()
        for w in self.where.pop(pair, ()):
            word = self.words[w]
            for old in zip(word, word[1:]):
                self.counts[old] -= self.times[w]
                touched.add(old)
            i = 0
            while i + 1 < len(word):
                if word[i] == pair[0] and word[i + 1] == pair[1]:
                    word[i:i + 2] = [new]
                i += 1
            for now in zip(word, word[1:]):
                self.counts[now] += self.times[w]
                self.where[now].add(w)
                touched.add(now)
        for changed in touched:
            if self.counts[changed] > 0:
                heapq.heappush(self.heap, (-self.counts[changed], changed))
            else:
                del self.counts[changed]
        return self.vocab[pair[0]], self.vocab[pair[1]]


def train_bpe(text, vocab_size, special_tokens=()):
    trainer = Trainer(text, special_tokens)
    merges = []
    while len(trainer.vocab) + len(special_tokens) < vocab_size:
        pair = trainer.best()
        if pair is None:
            break
        merges.append(trainer.join(pair))
    for token in special_tokens:
        trainer.vocab[len(trainer.vocab)] = token.encode("utf-8")
    return trainer.vocab, merges
