"""Wrong tie rule: among equally frequent pairs the lexicographically greater bytes win (as in another course), not the smallest ids."""
from collections import Counter

import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def byte_order():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return printable + [b for b in range(256) if b not in printable]


def join(word, pair):
    out = []
    i = 0
    while i < len(word):
        if i + 1 < len(word) and (word[i], word[i + 1]) == pair:
            out.append(word[i] + word[i + 1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return out


def train_bpe(text, vocab_size, special_tokens=()):
    vocab = {i: bytes([b]) for i, b in enumerate(byte_order())}
    known = set(vocab.values())
    pieces = [text]
    if special_tokens:
        ordered = sorted(special_tokens, key=len, reverse=True)
        pieces = regex.split("|".join(map(regex.escape, ordered)), text)
    frequency = Counter()
    for piece in pieces:
        frequency.update(m.group() for m in regex.finditer(PATTERN, piece))
    words = [([bytes([b]) for b in w.encode()], n) for w, n in frequency.items()]
    merges = []
    while len(vocab) < vocab_size - len(special_tokens):
        counts = {}
        for word, n in words:
            for pair in zip(word, word[1:]):
                counts[pair] = counts.get(pair, 0) + n
        if not counts:
            break
        best = max(counts, key=lambda pair: (counts[pair], pair))
        merges.append(best)
        new = best[0] + best[1]
        if new not in known:
            known.add(new)
            vocab[len(vocab)] = new
        words = [(join(word, best), n) for word, n in words]
    for token in special_tokens:
        vocab[len(vocab)] = token.encode()
    return vocab, merges
