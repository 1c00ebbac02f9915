import collections

import regex

GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def start_vocab():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [b for b in range(256) if b not in set(printable)]
    return [bytes((b,)) for b in printable + rest]


def words_of(text, special_tokens):
    texts = [text]
    if special_tokens:
        longest_first = sorted(special_tokens, key=lambda s: -len(s))
        texts = regex.split("|".join(regex.escape(s) for s in longest_first), text)
    return [w for t in texts for w in regex.findall(GPT2, t)]


def merge_ids(seq, a, b, new):
    out = []
    it = iter(range(len(seq)))
    for i in it:
        if seq[i] == a and seq[i + 1 : i + 2] == [b]:
            out.append(new)
            next(it)
        else:
            out.append(seq[i])
    return out


def train_bpe(text, vocab_size, special_tokens=()):
    pieces = start_vocab()
    lookup = {piece: i for i, piece in enumerate(pieces)}
    room = vocab_size - len(special_tokens)
    corpus = collections.Counter(words_of(text, special_tokens))
    table = [([lookup[bytes((b,))] for b in w.encode("utf-8")], n) for w, n in corpus.items()]
    merges = []
    while len(pieces) < room:
        stats = collections.Counter()
        for seq, n in table:
            for pair in set(zip(seq, seq[1:])):
                stats[pair] += n
        if not stats:
            break
        most = max(stats.values())
        a, b = min(pair for pair, n in stats.items() if n == most)
        merges.append((pieces[a], pieces[b]))
        both = pieces[a] + pieces[b]
        if both not in lookup:
            lookup[both] = len(pieces)
            pieces.append(both)
        table = [(merge_ids(seq, a, b, lookup[both]), n) for seq, n in table]
    pieces += [s.encode("utf-8") for s in special_tokens]
    return {i: piece for i, piece in enumerate(pieces)}, merges
