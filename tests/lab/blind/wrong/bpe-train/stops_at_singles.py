"""Wrong: stops as soon as no pair comes twice, though the vocabulary has room and words still have two tokens."""
from collections import Counter

import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
ORDER = PRINTABLE + [byte for byte in range(256) if byte not in PRINTABLE]


def train_bpe(text, vocab_size, special_tokens=()):
    token_bytes = [bytes([b]) for b in ORDER]
    lookup = {b: i for i, b in enumerate(token_bytes)}
    merges = []

    if special_tokens:
        longest_first = sorted(special_tokens, key=len, reverse=True)
        docs = regex.split("|".join(regex.escape(t) for t in longest_first), text)
    else:
        docs = [text]
    words = Counter()
    for doc in docs:
        words.update(regex.findall(PATTERN, doc))
    corpus = [([lookup[bytes([b])] for b in word.encode("utf-8")], count) for word, count in words.items()]

    while len(token_bytes) + len(special_tokens) < vocab_size:
        pairs = Counter()
        for tokens, count in corpus:
            for pair in zip(tokens, tokens[1:]):
                pairs[pair] += count
        if not pairs or max(pairs.values()) < 2:
            break
        best = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[0][0]
        a, b = (token_bytes[i] for i in best)
        merges.append((a, b))
        if a + b not in lookup:
            lookup[a + b] = len(token_bytes)
            token_bytes.append(a + b)
        for tokens, _ in corpus:
            i = 0
            while i + 1 < len(tokens):
                if (tokens[i], tokens[i + 1]) == best:
                    tokens[i:i + 2] = [lookup[a + b]]
                i += 1

    token_bytes += [t.encode("utf-8") for t in special_tokens]
    return dict(enumerate(token_bytes)), merges
