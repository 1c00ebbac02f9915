import regex

PATTERN = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")


def _order():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    order = list(printable)
    for byte in range(256):
        if byte not in printable:
            order.append(byte)
    return order


def _replace(word, left, right, new):
    word = list(word)
    for i in range(len(word) - 2, -1, -1):
        if i + 1 < len(word) and word[i] == left and word[i + 1] == right:
            word[i] = new
            del word[i + 1]
    return tuple(word)


def train_bpe(text, vocab_size, special_tokens=()):
    order = _order()
    where = {byte: i for i, byte in enumerate(order)}
    vocab = {i: bytes([byte]) for i, byte in enumerate(order)}
    names = {piece: i for i, piece in vocab.items()}

    freq = {}
    chunks = [text]
    if special_tokens:
        by_length = sorted(special_tokens, key=len, reverse=True)
        chunks = regex.split("|".join(regex.escape(s) for s in by_length), text)
    for chunk in chunks:
        for m in PATTERN.finditer(chunk):
            key = tuple(where[b] for b in m.group(0).encode("utf-8"))
            freq[key] = freq.get(key, 0) + 1

    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        seen = {}
        for word, n in freq.items():
            for i in range(1, len(word)):
                pair = word[i - 1], word[i]
                seen[pair] = seen.get(pair, 0) + n
        if len(seen) == 0:
            break
        left, right = sorted(seen.items(), key=lambda kv: (-kv[1], kv[0]))[0][0]
        merges.append((vocab[left], vocab[right]))
        both = vocab[left] + vocab[right]
        if both in names:
            new = names[both]
        else:
            new = len(vocab)
            vocab[new] = both
            names[both] = new
        following = {}
        for word, n in freq.items():
            w = _replace(word, left, right, new)
            following[w] = following.get(w, 0) + n
        freq = following

    for special in special_tokens:
        vocab[len(vocab)] = special.encode("utf-8")
    return vocab, merges
