"""Wrong: id i is the byte i and not GPT-2's order, so the ids and the ties are other ones."""
from collections import Counter

import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def train_bpe(text, vocab_size, special_tokens=()):
    vocab = {i: bytes([i]) for i in range(256)}
    ids = {b: i for i, b in vocab.items()}
    parts = [text]
    if special_tokens:
        parts = regex.split("|".join(regex.escape(s) for s in sorted(special_tokens, key=len, reverse=True)), text)
    words = Counter(w for part in parts for w in regex.findall(PATTERN, part))
    words = {tuple(w.encode("utf-8")): n for w, n in words.items()}
    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        counts = Counter()
        for word, n in words.items():
            for pair in zip(word, word[1:]):
                counts[pair] += n
        if not counts:
            break
        pair = min(counts, key=lambda p: (-counts[p], p))
        a, b = pair
        merges.append((vocab[a], vocab[b]))
        joined = vocab[a] + vocab[b]
        if joined not in ids:
            ids[joined] = len(vocab)
            vocab[len(vocab)] = joined
        new = ids[joined]
        next_words = {}
        for word, n in words.items():
            out, i = [], 0
            while i < len(word):
                if word[i:i + 2] == pair:
                    out.append(new)
                    i += 2
                else:
                    out.append(word[i])
                    i += 1
            next_words[tuple(out)] = n
        words = next_words
    for s in special_tokens:
        vocab[len(vocab)] = s.encode("utf-8")
    return vocab, merges
