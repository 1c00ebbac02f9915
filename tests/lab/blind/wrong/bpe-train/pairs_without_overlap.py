"""Wrong (subtle): counts pairs as bytes.count does, without overlap, so `aaa` holds the pair a a once and not twice."""
from collections import Counter

import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def pair_counts(words):
    counts = Counter()
    for word, n in words.items():
        last = None
        for i in range(len(word) - 1):
            pair = (word[i], word[i + 1])
            if pair == last:          # a a a: the middle a is taken already
                last = None
                continue
            counts[pair] += n
            last = pair
    return counts


def apply(word, pair, new):
    out, i = [], 0
    while i < len(word):
        if word[i:i + 2] == pair:
            out.append(new)
            i += 2
        else:
            out.append(word[i])
            i += 1
    return tuple(out)


def train_bpe(text, vocab_size, special_tokens=()):
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    order = printable + [byte for byte in range(256) if byte not in printable]
    vocab = {i: bytes([byte]) for i, byte in enumerate(order)}
    inverse = {v: k for k, v in vocab.items()}
    split = [text]
    if special_tokens:
        split = regex.split("|".join(regex.escape(t) for t in sorted(special_tokens, key=len, reverse=True)), text)
    words = Counter()
    for part in split:
        for w in regex.findall(PATTERN, part):
            words[tuple(inverse[bytes([b])] for b in w.encode("utf-8"))] += 1
    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        counts = pair_counts(words)
        if not counts:
            break
        pair = min(counts, key=lambda p: (-counts[p], p[0], p[1]))
        new_bytes = vocab[pair[0]] + vocab[pair[1]]
        new = inverse.setdefault(new_bytes, len(vocab))
        vocab[new] = new_bytes
        merges.append((vocab[pair[0]], vocab[pair[1]]))
        words = Counter({apply(w, pair, new): n for w, n in words.items()})
    for t in special_tokens:
        vocab[len(vocab)] = t.encode("utf-8")
    return vocab, merges
