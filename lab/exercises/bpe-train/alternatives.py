"""Other correct ways of learning byte-pair merges, as whole files."""

ORDER = '''
import regex
from collections import Counter, defaultdict

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"""
printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
ORDER = printable + [byte for byte in range(256) if byte not in printable]
'''

ALTERNATIVES = {
    "tuples of bytes as words": ORDER
    + """

def train_bpe(text, vocab_size, special_tokens=()):
    chunks = [text]
    if special_tokens:
        chunks = regex.split("|".join(map(regex.escape, sorted(special_tokens, key=len, reverse=True))), text)
    words = Counter()
    for chunk in chunks:
        for match in regex.finditer(PATTERN, chunk):
            words[tuple(bytes([b]) for b in match.group().encode("utf-8"))] += 1
    vocab = {i: bytes([b]) for i, b in enumerate(ORDER)}
    rank = {token: i for i, token in vocab.items()}
    merges = []
    while len(vocab) < vocab_size - len(special_tokens):
        pairs = Counter()
        for word, n in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += n
        if not pairs:
            break
        best = sorted(pairs, key=lambda p: (-pairs[p], rank[p[0]], rank[p[1]]))[0]
        merges.append(best)
        joined = best[0] + best[1]
        if joined not in rank:
            rank[joined] = len(vocab)
            vocab[len(vocab)] = joined
        updated = Counter()
        for word, n in words.items():
            new, i = [], 0
            while i < len(word):
                if word[i : i + 2] == best:
                    new.append(joined)
                    i += 2
                else:
                    new.append(word[i])
                    i += 1
            updated[tuple(new)] += n
        words = updated
    for token in special_tokens:
        vocab[len(vocab)] = token.encode("utf-8")
    return vocab, merges
""",
    "ids in lists, equal words not joined": ORDER
    + """

def train_bpe(text, vocab_size, special_tokens=()):
    special_tokens = list(special_tokens)
    parts = [text]
    for token in sorted(special_tokens, key=len, reverse=True):
        parts = [piece for part in parts for piece in part.split(token)]
    ids = {byte: i for i, byte in enumerate(ORDER)}
    words = [[ids[b] for b in word.encode()] for part in parts for word in regex.findall(PATTERN, part)]
    vocab = dict(enumerate(bytes([byte]) for byte in ORDER))
    known = {token: i for i, token in vocab.items()}
    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        counts = defaultdict(int)
        for word in words:
            for a, b in zip(word, word[1:]):
                counts[a, b] += 1
        if not counts:
            break
        most = max(counts.values())
        a, b = min(pair for pair, count in counts.items() if count == most)
        both = vocab[a] + vocab[b]
        new = known.setdefault(both, len(vocab))
        vocab[new] = both
        merges.append([vocab[a], vocab[b]])
        for word in words:
            i = 0
            while i < len(word) - 1:
                if word[i] == a and word[i + 1] == b:
                    word[i : i + 2] = [new]
                i += 1
    return {**vocab, **{len(vocab) + i: t.encode() for i, t in enumerate(special_tokens)}}, merges
""",
    "counts kept up to date": ORDER
    + """

def train_bpe(text, vocab_size, special_tokens=()):
    pieces = [text]
    if special_tokens:
        longest_first = sorted(special_tokens, key=len)[::-1]
        pieces = regex.split("(?:" + "|".join(regex.escape(t) for t in longest_first) + ")", text)
    found = Counter(word for piece in pieces for word in regex.findall(PATTERN, piece))
    place = {byte: i for i, byte in enumerate(ORDER)}
    vocab = {place[b]: bytes([b]) for b in ORDER}
    back = {v: k for k, v in vocab.items()}
    words = [([place[b] for b in w.encode("utf8")], n) for w, n in found.items()]
    counts, where = Counter(), defaultdict(set)

    def add(j, sign):
        word, n = words[j]
        for pair in zip(word, word[1:]):
            counts[pair] += sign * n
            where[pair].add(j)

    for j in range(len(words)):
        add(j, 1)
    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        best = min((pair for pair in counts if counts[pair] > 0), key=lambda p: (-counts[p], p), default=None)
        if best is None:
            break
        a, b = best
        merges.append((vocab[a], vocab[b]))
        new = back.setdefault(vocab[a] + vocab[b], len(vocab))
        vocab[new] = vocab[a] + vocab[b]
        for j in list(where[best]):
            add(j, -1)
            old, out = words[j][0], []
            for token in old:
                if out and out[-1] == a and token == b:
                    out[-1] = new
                else:
                    out.append(token)
            words[j] = (out, words[j][1])
            add(j, 1)
    vocab.update({len(vocab) + i: token.encode() for i, token in enumerate(special_tokens)})
    return vocab, merges
""",
}
