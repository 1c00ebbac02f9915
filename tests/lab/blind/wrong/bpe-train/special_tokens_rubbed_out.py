"""Wrong: special tokens are replaced by nothing, so that what stood left and right of one grows together and pairs cross the place."""
from collections import Counter

import regex

PAT = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")


def train_bpe(text, vocab_size, special_tokens=()):
    for token in sorted(special_tokens, key=len, reverse=True):
        text = text.replace(token, "")

    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    order = printable + [byte for byte in range(256) if byte not in printable]
    vocab = {i: bytes([byte]) for i, byte in enumerate(order)}
    id_of = {b: i for i, b in vocab.items()}

    counts = Counter(PAT.findall(text))
    words = [[id_of[bytes([b])] for b in w.encode("utf-8")] for w in counts]
    freqs = list(counts.values())
    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        pairs = Counter()
        for word, f in zip(words, freqs):
            for i in range(len(word) - 1):
                pairs[word[i], word[i + 1]] += f
        if len(pairs) == 0:
            break
        top = max(pairs.values())
        left, right = min(p for p in pairs if pairs[p] == top)
        together = vocab[left] + vocab[right]
        merges.append((vocab[left], vocab[right]))
        if together not in id_of:
            id_of[together] = len(vocab)
            vocab[len(vocab)] = together
        new_id = id_of[together]
        for word in words:
            i = 0
            while i < len(word) - 1:
                if word[i] == left and word[i + 1] == right:
                    word[i:i + 2] = [new_id]
                i += 1
    for token in special_tokens:
        vocab[len(vocab)] = token.encode("utf-8")
    return vocab, merges
