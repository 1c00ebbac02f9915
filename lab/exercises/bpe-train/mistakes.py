"""Mistakes that people make in learning byte-pair merges."""

from lab.grade.mistakes import ALONE, Mistake

TIES = ('concept:bpe "equally frequent"',)
WORDS = ('concept:bpe "pre-tokenisation"',)
BEST = "left, right = min(counts, key=lambda pair: (-counts[pair], pair))"
SIZE = "while len(vocab) + len(special_tokens) < vocab_size:"
FIND = "words: list[str] = _GPT2.findall(text)"
TAKE = "        if parts[i : i + 2] == [left, right]:\n            merged.append(new)\n            i += 2\n"
SPLIT = "split = {word: merge(parts, left, right, new) for word, parts in split.items()}"

MISTAKES = [
    Mistake(
        "bpe-train/first-occurrence-only",
        "in each word only the first occurrence of the pair is joined",
        "The pair is joined wherever it occurs, before anything is counted again.",
        ('concept:bpe "banana"',),
        (
            (TAKE, TAKE.replace("== [left, right]", "== [left, right] and new not in merged")),
            ("new = ids.setdefault(vocab[left] + vocab[right], len(vocab))", "new = len(vocab)"),
        ),
        kind="pairs miscounted",
        formerly="E8",
    ),
    Mistake(
        "bpe-train/joined-from-right",
        "runs are joined from right to left: aaa becomes a aa",
        "From left to right: aaa becomes aa a, and encoding does the same.",
        ('concept:bpe "from left to right"',),
        ((SPLIT, SPLIT.replace("merge(parts, left, right, new)", "merge(parts[::-1], right, left, new)[::-1]")),),
        kind="pairs miscounted",
        formerly="E9",
    ),
    Mistake(
        "bpe-train/overlaps-counted-once",
        "overlapping pairs count once: aaa counts a a only once",
        "aaa holds two pairs of neighbours; that only one of them can be joined does not matter for the count.",
        ('concept:bpe "only one of the two can be joined"',),
        (
            (
                "            for pair in pairwise(split[word]):\n",
                "            before, free = None, True\n"
                "            for pair in pairwise(split[word]):\n"
                "                free = not (free and pair == before and pair[0] == pair[1])\n"
                "                before = pair\n"
                "                if not free:\n"
                "                    continue\n",
            ),
        ),
        kind="pairs miscounted",
        formerly="E9b",
    ),
    Mistake(
        "bpe-train/ties-to-largest-ids",
        "among equally frequent pairs the largest ids win",
        "The rule here is the smallest ids: the older left token, then the older right one.",
        TIES,
        ((BEST, "left, right = max(counts, key=lambda pair: (counts[pair], pair))"),),
        kind="merges in the wrong order",
        formerly="E10",
    ),
    Mistake(
        "bpe-train/ties-to-first-seen",
        "among equally frequent pairs the first that was seen wins",
        "`max(counts, key=counts.get)` and `most_common` leave a tie to the order of counting. Write the rule down: "
        "the smallest ids.",
        TIES,
        ((BEST, "left, right = max(counts, key=lambda pair: counts[pair])"),),
        kind="merges in the wrong order",
        formerly="E10b",
    ),
    Mistake(
        "bpe-train/ties-to-greatest-bytes",
        "among equally frequent pairs the greatest bytes win",
        "Stanford's CS336 has this rule; here it is the smallest ids, as in Hugging Face's trainer.",
        TIES,
        ((BEST, "left, right = max(counts, key=lambda pair: (counts[pair], vocab[pair[0]], vocab[pair[1]]))"),),
        convention=True,
        kind="merges in the wrong order",
        formerly="E10c",
    ),
    Mistake(
        "bpe-train/rarest-pair-first",
        "the rarest pair is joined instead of the most frequent",
        "The pair with the highest count goes first.",
        ('concept:bpe "Which pair is joined first"',),
        ((BEST, "left, right = min(counts, key=lambda pair: (counts[pair], pair))"),),
        kind="merges in the wrong order",
        formerly="E10d",
    ),
    Mistake(
        "bpe-train/words-counted-once",
        "each different word counts once, however often it comes",
        "A pair counts as often as it stands in the text: add the number of times that the word comes.",
        ('concept:bpe "comes 40 times"',),
        (("counts[pair] += times", "counts[pair] += 1"),),
        kind="pairs miscounted",
        formerly="E11",
    ),
    Mistake(
        "bpe-train/pairs-never-recounted",
        "pairs are counted once at the beginning, and never again",
        "A merge swallows its neighbours' pairs and makes new ones: count again after each.",
        ('concept:bpe "counts pairs once"',),
        (
            (SIZE, f"first: Counter[tuple[int, int]] | None = None\n    {SIZE}"),
            (
                "        if not counts:",
                "        first = counts = counts if first is None else first\n        if not counts:",
            ),
            ("        merges.append((vocab", "        del first[left, right]\n        merges.append((vocab"),
        ),
        kind="pairs miscounted",
        formerly="E12",
    ),
    Mistake(
        "bpe-train/special-tokens-uncounted",
        "vocab_size does not count the special tokens",
        "It is the size of the whole vocabulary: 256 bytes, the merges and the special tokens.",
        ('concept:bpe "plus special tokens"',),
        ((SIZE, "while len(vocab) < vocab_size:"),),
        kind="special tokens mishandled",
        formerly="E13",
    ),
    Mistake(
        "bpe-train/vocab-size-as-merges",
        "vocab_size is taken for the number of merges",
        "It counts the 256 bytes, and the special tokens, too.",
        ('concept:bpe "How many merges"',),
        ((SIZE, "while len(merges) < vocab_size:"),),
        kind="special tokens mishandled",
        formerly="E13b",
    ),
    Mistake(
        "bpe-train/special-tokens-learned",
        "special tokens are left in the text, and their letters are learned from",
        "They never come as letters when a text is encoded: cut them out before anything is counted.",
        ('concept:bpe "letters of"',),
        (("words = count_words(text, special_tokens)", "words = count_words(text, ())"),),
        kind="special tokens mishandled",
        formerly="E14",
    ),
    Mistake(
        "bpe-train/joined-across-special-tokens",
        "special tokens are removed, and what stood on both sides becomes one text",
        "A special token separates two documents: cut the text there, and learn nothing across the cut.",
        ('concept:bpe "border of two documents"',),
        (
            (
                "words = count_words(text, special_tokens)",
                "for token in special_tokens:\n        text = text.replace(token, '')\n"
                "    words = count_words(text, ())",
            ),
        ),
        kind="special tokens mishandled",
        formerly="E14b",
    ),
    Mistake(
        "bpe-train/not-cut-into-words",
        "the text is not cut into words: pairs cross spaces",
        "Then frequent phrases become tokens: cut by the pattern first.",
        WORDS,
        ((FIND, "words = [text]"),),
        kind="text cut in the wrong places",
        formerly="E1",
    ),
    Mistake(
        "bpe-train/cut-by-split",
        "the text is cut by `.split()`, which drops the spaces",
        "In GPT-2's pattern a word keeps the space before it, so that the tokens joined are the text.",
        ('concept:bpe "text.split()"',),
        ((FIND, "words = text.split()"),),
        kind="text cut in the wrong places",
        formerly="E2",
    ),
    Mistake(
        "bpe-train/no-look-ahead",
        "the look-ahead is missing: of several spaces none goes with the word",
        r"`\s+(?!\S)` leaves the last space to the word that follows.",
        ('concept:bpe "four spaces"',),
        ((r"|\s++$|\s+(?!\S)|\s", r"|\s++"),),
        kind="text cut in the wrong places",
        formerly="E4",
    ),
    Mistake(
        "bpe-train/byte-value-as-id",
        "the id of a byte is its value",
        "Many tokenizers number the bytes this way, minbpe among them; GPT-2 begins with the printable ones.",
        ('concept:bpe "the byte 33"',),
        (
            (
                "return {i: bytes([byte]) for i, byte in enumerate(bytes_to_unicode())}",
                "return {i: bytes([i]) for i in range(256)}",
            ),
        ),
        convention=True,
        kind="bytes taken for characters",
        formerly="E20",
    ),
    Mistake(
        "bpe-train/stops-at-singles",
        "training stops as soon as no pair comes twice",
        "There is still room in the vocabulary: pairs that come once are joined too, until no word has two tokens.",
        ('concept:bpe "How many merges"',),
        (("        if not counts:", "        if not counts or max(counts.values()) < 2:"),),
        kind=ALONE,
        formerly="E13c",
    ),
]
