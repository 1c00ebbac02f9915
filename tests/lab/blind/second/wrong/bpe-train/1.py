from collections import Counter

import regex

PAT = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def byte_order():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return printable + [b for b in range(256) if b not in printable]


def split_specials(text, special_tokens):
    if not special_tokens:
        return [text]
    alts = sorted(special_tokens, key=len, reverse=True)
    return regex.split("|".join(regex.escape(s) for s in alts), text)


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
    return tuple(out)


def train_bpe(text, vocab_size, special_tokens=()):
    tokens = [bytes([b]) for b in byte_order()]
    known = set(tokens)
    words = Counter()
    for part in split_specials(text, special_tokens):
        for w in regex.findall(PAT, part):
            words[tuple(bytes([b]) for b in w.encode("utf-8"))] += 1
    merges = []
    while len(tokens) + len(special_tokens) < vocab_size:
        pairs = Counter()
        for w, n in words.items():
            for pair in zip(w, w[1:]):
                pairs[pair] += n
        if not pairs:
            break
        best = min(pairs, key=lambda p: (-pairs[p], p))
        merges.append(best)
        new = best[0] + best[1]
        if new not in known:
            known.add(new)
            tokens.append(new)
        merged = Counter()
        for w, n in words.items():
            merged[join(w, best)] += n
        words = merged
    vocab = dict(enumerate(tokens + [s.encode("utf-8") for s in special_tokens]))
    return vocab, merges
