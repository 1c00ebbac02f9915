"""Properties of encoding and decoding with byte pairs: merges, word borders, special tokens and streaming."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lab.gpt.tokenizer.bpe_train import add_special, first_vocabulary, train_bpe
from lab.grade.properties import Draw, Inputs, Property

A, B = "<|end|>", "<|end|><|of|>"
SIGNS = ["!", "...", "it's", "we'll", "42", "a  b", " \n\n ", "\n", "\t", "é", "🙂", "語", "don't", "'", "x'"]


def _vocabulary(merges: list[tuple[bytes, bytes]], special: list[str]) -> dict[int, bytes]:
    tokens = dict.fromkeys(first_vocabulary(256, ()).values())
    tokens.update(dict.fromkeys(left + right for left, right in merges))
    return add_special(dict(enumerate(tokens)), special)


def _by_hand(draw: Draw, size: int) -> Inputs:
    """Three letters whose merges compete for the middle one."""
    x, y, z = (bytes([97 + i]) for i in draw.order(6)[:3].tolist())
    merges = [(y, z), (x, y), (x + y, z)] if draw.integer(0, 2) else [(x, y), (y, z), (x, y + z)]
    word = "".join(chr([x, y, z][i][0]) for i in draw.integers(0, 3, size).tolist())
    text = (x + y + z).decode() + word
    return {"text": text, "merges": merges, "special_tokens": [], "vocab": _vocabulary(merges, [])}


def _learned(letters: str, special: tuple[str, ...] = ()) -> Callable[[Draw, int], Inputs]:
    def draw(draw: Draw, size: int) -> Inputs:
        vocab, merges = train_bpe(draw.words(30 * size, letters), 256 + len(special) + 6 * size, list(special))
        text = draw.words(2 * size, letters)
        return {"text": text, "merges": merges, "special_tokens": list(special), "vocab": vocab}

    return draw


def _across(draw: Draw, size: int) -> Inputs:
    """Merges across spaces, which no single word contains."""
    letters = [bytes([97 + i]) for i in draw.order(5)[:2].tolist()]
    merges = [(letters[0], b" "), (letters[1], b"\n"), (letters[0], letters[1]), (b" ", b" "), (b"!", b" ")]
    words = draw.words(size, "".join(letter.decode() for letter in letters)).split()
    ends = [" ", "  ", "\n", "! "]
    text = "".join(word + ends[draw.integer(0, len(ends))] for word in words)
    return {
        "text": text + letters[0].decode() + " x",
        "merges": merges,
        "special_tokens": [],
        "vocab": _vocabulary(merges, []),
    }


def _signs(draw: Draw, size: int) -> Inputs:
    def text(count: int) -> str:
        return " ".join(SIGNS[i] for i in draw.integers(0, len(SIGNS), count).tolist())

    vocab, merges = train_bpe(text(40) + " we'll" * 30, 256 + 12)
    return {"text": text(3 * size), "merges": merges, "special_tokens": [], "vocab": vocab}


def _special(draw: Draw, size: int) -> Inputs:
    inputs = _learned("end|", (A, B))(draw, size)
    pieces = [draw.words(1, "end|<>") if draw.integer(0, 3) else "" for _ in range(size + 1)]
    glue = [B if draw.integer(0, 2) else A for _ in range(size)]
    text = "".join(piece + token for piece, token in zip(pieces, [*glue, ""], strict=True))
    return inputs | {"text": text + B}


def _ids(draw: Draw, size: int) -> Inputs:
    """Ids as a model might draw them: characters begin and end anywhere."""
    inputs = _signs(draw, size)
    raw = "é語🙂a".encode()
    byte_ids = {token: i for i, token in inputs["vocab"].items()}
    begin = draw.integer(0, 4)
    cut = raw[begin : begin + 2 + size]
    return {"ids": [byte_ids[bytes([byte])] for byte in cut], "vocab": inputs["vocab"], "merges": inputs["merges"]}


def _in_pieces(special: tuple[str, ...], signs: bool) -> Callable[[Draw, int], Inputs]:
    def draw(draw: Draw, size: int) -> Inputs:
        inputs = _signs(draw, 2 * size) if signs else _special(draw, size)
        text = inputs.pop("text") + (" we'll" if signs else "")
        # The largest text comes letter by letter: "'l" is two words, and with one more letter "'ll" is one.
        cuts = sorted({draw.integer(0, len(text) + 1) for _ in range(3 * size)}) if size < 8 else range(len(text))
        pieces = [text[i:j] for i, j in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        return {"pieces": pieces, **inputs, "special_tokens": list(special)}

    return draw


def _encode(lab: Any, text: str, merges: Any, special_tokens: Any, vocab: Any) -> Any:
    tokenizer = lab.BPETokenizer(vocab, merges, special_tokens)
    return [vocab[i] for i in _checked(tokenizer.encode(text), vocab)]


def _checked(ids: Any, vocab: Any) -> Any:
    """Return the ids as a list; raise KeyError for one that is not in the vocabulary."""
    for i in ids:
        if i not in vocab:
            raise KeyError(f"encode gives the id {i!r}, which is not in vocab")
    return list(ids)


def _encode_ids(lab: Any, text: str, merges: Any, special_tokens: Any, vocab: Any) -> Any:
    return lab.BPETokenizer(vocab, merges, special_tokens).encode(text)


def _round_trip(lab: Any, text: str, merges: Any, special_tokens: Any, vocab: Any) -> Any:
    tokenizer = lab.BPETokenizer(vocab, merges, special_tokens)
    return tokenizer.decode(tokenizer.encode(text))


def _decode(lab: Any, ids: Any, vocab: Any, merges: Any) -> Any:
    return lab.BPETokenizer(vocab, merges).decode(ids)


def _iterable(lab: Any, pieces: Any, merges: Any, special_tokens: Any, vocab: Any) -> Any:
    tokenizer = lab.BPETokenizer(vocab, merges, special_tokens)
    return [vocab[i] for i in _checked(list(tokenizer.encode_iterable(iter(pieces))), vocab)]


def _soon(lab: Any, text: str, merges: Any, special_tokens: Any, vocab: Any) -> Any:
    """Report whether the first id comes before a long text has been read to its end."""
    tokenizer, read = lab.BPETokenizer(vocab, merges, special_tokens), [0]

    def pieces() -> Iterator[str]:
        for _ in range(400):
            read[0] += 1
            yield f"{text} "

    next(iter(tokenizer.encode_iterable(pieces())))
    return {"the first id comes before the whole text was read": read[0] < 200}


CALL, ITERABLE = "BPETokenizer(vocab, merges, special_tokens).encode(text)", "encode_iterable(pieces)"
VOCAB, NO_SPECIAL = ("vocab",), ("vocab", "special_tokens")

PROPERTIES = [
    Property(
        "The neighbouring pair that was learned first is joined first (shown as the ids' bytes)",
        _by_hand,
        _encode,
        [0, 1, 3, 6],
        CALL,
        hide=NO_SPECIAL,
    ),
    Property("Words are encoded with learned merges", _learned("abc"), _encode, [1, 2, 4], CALL, hide=NO_SPECIAL),
    Property(
        "In runs such as aaa pairs are joined from left to right", _learned("a"), _encode, [1, 3], CALL, hide=NO_SPECIAL
    ),
    Property("No pair crosses from one word into the next", _across, _encode, [1, 2, 5], CALL, hide=NO_SPECIAL),
    Property(
        "Every text can be encoded: words become bytes of UTF-8", _signs, _encode, [1, 2, 5], CALL, hide=NO_SPECIAL
    ),
    Property("The ids are those of vocab", _signs, _encode_ids, [1, 3], CALL, hide=NO_SPECIAL),
    Property(
        "A special token is one id; where one begins with another the longer one wins",
        _special,
        _encode,
        [1, 2, 4],
        CALL,
        hide=VOCAB,
    ),
    Property("decode gives the text back", _signs, _round_trip, [1, 3], "decode(encode(text))", hide=NO_SPECIAL),
    Property(
        "decode joins all bytes first; half a character becomes U+FFFD",
        _ids,
        _decode,
        [1, 2, 4, 6],
        "BPETokenizer(vocab, merges).decode(ids)",
        hide=("vocab", "merges"),
    ),
    Property(
        "encode_iterable gives the ids of the joined pieces",
        _in_pieces((), signs=True),
        _iterable,
        [1, 2, 4, 8],
        ITERABLE,
        hide=("vocab", "merges", "special_tokens"),
    ),
    Property(
        "encode_iterable finds special tokens that are cut in two",
        _in_pieces((A, B), signs=False),
        _iterable,
        [1, 2, 4],
        ITERABLE,
        hide=("vocab", "merges"),
    ),
    Property(
        "encode_iterable does not wait for the end of the text", _learned("abc"), _soon, [2], ITERABLE, hide=VOCAB
    ),
]
