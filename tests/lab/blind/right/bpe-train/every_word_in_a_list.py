"""Right: no table of words, every word of the text stays in one long list; counts anew each time, one flat comprehension each step."""
from collections import Counter
from itertools import pairwise

import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def segments(text, special_tokens):
    if not special_tokens:
        return [text]
    longest_first = sorted(special_tokens, key=len, reverse=True)
    return regex.split("|".join(regex.escape(token) for token in longest_first), text)


def joined(word, left, right, new):
    stack = []
    just_joined = False
    for token in word:
        if token == right and stack and stack[-1] == left and not just_joined:
            stack[-1] = new
            just_joined = True
        else:
            stack.append(token)
            just_joined = False
    return stack


def train_bpe(text, vocab_size, special_tokens=()):
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    order = printable + [byte for byte in range(256) if byte not in printable]
    names = [bytes([byte]) for byte in order]
    number = {name: i for i, name in enumerate(names)}
    words = [[number[bytes([byte])] for byte in word.encode("utf-8")]
             for segment in segments(text, special_tokens)
             for word in regex.findall(PATTERN, segment)]
    merges = []
    while len(names) + len(special_tokens) < vocab_size:
        words = [word for word in words if len(word) > 1]
        counts = Counter(pair for word in words for pair in pairwise(word))
        if not counts:
            break
        left, right = max(counts, key=lambda pair: (counts[pair], -pair[0], -pair[1]))
        both = names[left] + names[right]
        merges.append((names[left], names[right]))
        if both not in number:
            number[both] = len(names)
            names.append(both)
        words = [joined(word, left, right, number[both]) for word in words]
    return dict(enumerate(names + [token.encode("utf-8") for token in special_tokens])), merges
