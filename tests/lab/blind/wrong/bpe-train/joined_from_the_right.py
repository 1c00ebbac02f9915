"""Wrong (subtle): joins from right to left, so that `aaa` becomes `a aa` and not `aa a`."""
from collections import defaultdict

import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def merge_word(ids, pair, new_id):
    # from the end, so that deleting does not move what is still to come
    result = list(ids)
    i = len(result) - 2
    while i >= 0:
        if (result[i], result[i + 1]) == pair:
            result[i:i + 2] = [new_id]
            i -= 1
        i -= 1
    return tuple(result)


def train_bpe(text, vocab_size, special_tokens=()):
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    order = printable + [byte for byte in range(256) if byte not in printable]
    rank = {byte: i for i, byte in enumerate(order)}
    vocab = {i: bytes([byte]) for i, byte in enumerate(order)}

    known = {data: i for i, data in vocab.items()}

    words = defaultdict(int)
    special = sorted(special_tokens, key=len, reverse=True)
    chunks = regex.split("|".join(regex.escape(t) for t in special), text) if special else [text]
    for chunk in chunks:
        for word in regex.findall(PATTERN, chunk):
            words[tuple(rank[byte] for byte in word.encode("utf-8"))] += 1

    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        stats = defaultdict(int)
        for ids, n in words.items():
            for pair in zip(ids, ids[1:]):
                stats[pair] += n
        if not stats:
            break
        best = min(stats, key=lambda pair: (-stats[pair], pair))
        joined = vocab[best[0]] + vocab[best[1]]
        new_id = known.setdefault(joined, len(vocab))
        vocab[new_id] = joined
        merges.append((vocab[best[0]], vocab[best[1]]))
        merged = defaultdict(int)
        for ids, n in words.items():
            merged[merge_word(ids, best, new_id)] += n
        words = merged
    for token in special_tokens:
        vocab[len(vocab)] = token.encode("utf-8")
    return vocab, merges
