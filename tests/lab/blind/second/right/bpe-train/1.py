from collections import Counter
from itertools import pairwise

import regex

WORDS = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
BASE = 0x10000


def _texts(text, specials):
    longest_first = sorted(filter(None, specials), key=len, reverse=True)
    return regex.split("|".join(map(regex.escape, longest_first)), text) if longest_first else [text]


def train_bpe(text, vocab_size, special_tokens=()):
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    alphabet = sorted(range(256), key=lambda byte: (byte not in printable, byte))
    meaning = {chr(BASE + i): bytes([byte]) for i, byte in enumerate(alphabet)}
    sign = {value: key for key, value in meaning.items()}
    spelled = Counter()
    for part in _texts(text, special_tokens):
        for word in regex.findall(WORDS, part):
            spelled["".join(sign[bytes([byte])] for byte in word.encode())] += 1
    merges = []
    while len(meaning) < vocab_size - len(special_tokens):
        tally = Counter()
        for word, times in spelled.items():
            for pair in pairwise(word):
                tally[pair] += times
        if not tally:
            break
        pair = min(tally, key=lambda two: (-tally[two], two))
        value = meaning[pair[0]] + meaning[pair[1]]
        new = sign.setdefault(value, chr(BASE + len(meaning)))
        meaning[new] = value
        merges.append((meaning[pair[0]], meaning[pair[1]]))
        again = Counter()
        for word, times in spelled.items():
            again[word.replace("".join(pair), new)] += times
        spelled = again
    return dict(enumerate([*meaning.values(), *(s.encode() for s in special_tokens)])), merges
