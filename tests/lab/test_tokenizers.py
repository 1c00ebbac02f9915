from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import regex

from lab.errors import LabError, UsageError
from lab.gpt.corpus import default_corpus
from lab.gpt.tokenizer import bpe_train, bpe_train_fast
from lab.gpt.tokenizer.base import Tokenizer
from lab.gpt.tokenizer.bpe import BPETokenizer, FastBPETokenizer
from lab.gpt.tokenizer.byte_map import byte_vocabulary, bytes_to_unicode, from_printable, to_printable
from lab.gpt.tokenizer.chars import CharTokenizer
from lab.gpt.tokenizer.files import load_tokenizer, save_tokenizer, train_tokenizer
from lab.gpt.tokenizer.gpt2 import GPT2Tokenizer, gpt2_plain
from lab.gpt.tokenizer.pretokenize import pretokenize
from tests.long_form import in_long_form

END = "<|endoftext|>"
TEXT = (
    "The cat sat on the mat; the cat's hat isn't flat. We'll see, they've said: aaaaaaa aaaa!\n\n"
    "  Ünïcödé 語 wörds, 123 4567 and 🙂🙂 emoji.\tTabs \n \n and   spaces  \n"
) * 3
HARD = [
    "",
    " ",
    "\n",
    "a \n\n b",
    "  a",
    "a  ",
    "'",
    "'l",
    "I'll",
    "x'ree",
    "\r\n\t ",
    "aaaaaaa",
    "🙂é\u0301",
    "\x00\xff",
    "ab\ud800c",
]


def random_text(seed: int, size: int = 300) -> str:
    return "".join(random.Random(seed).choices("ab c'lsé🙂\n\t1.<", k=size))


@pytest.fixture(scope="module")
def learned() -> tuple[dict[int, bytes], list[tuple[bytes, bytes]]]:
    return bpe_train_fast.train_bpe(TEXT + random_text(0, 2000), 400, ["<|a|>", END])


def test_byte_names_are_gpt2s() -> None:
    names = bytes_to_unicode()
    assert len(set(names.values())) == 256
    assert names[ord("!")] == "!"
    assert names[ord(" ")] == "Ġ"
    assert names[ord("\n")] == "Ċ"
    assert byte_vocabulary()[0] == b"!"
    assert byte_vocabulary()[220] == b" "  # as in GPT-2's vocabulary
    everything = bytes(range(256))
    assert from_printable(to_printable(everything)) == everything


def test_pretokens() -> None:
    assert pretokenize("Hello world's  end, we'll see 42!\n\n ok") == [
        *("Hello", " world", "'s", " ", " end", ",", " we", "'ll", " see", " 42", "!", "\n\n", " ok")
    ]
    for text in (TEXT, *HARD):
        assert "".join(pretokenize(text)) == text


def test_the_fast_pattern_cuts_as_the_published_one() -> None:
    published = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")
    draw = random.Random(1)
    for _ in range(300):
        text = "".join(draw.choices("a'stlvre Zé\u0301٣1½_-🙂\n\r\t\u00a0\u3000 ", k=draw.randint(0, 40)))
        assert pretokenize(text) == published.findall(text)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("special", [[], [END]])
def test_both_trainers_learn_the_same(seed: int, special: list[str]) -> None:
    text = random_text(seed, 1500) + END + TEXT + "aaa aaaa aaaaa abab ababab"
    slow, fast = (module.train_bpe(text, 330, special) for module in (bpe_train, bpe_train_fast))
    assert slow == fast
    assert len(slow[0]) == 330


def test_merges_equal_hugging_faces() -> None:
    for text, size in ((default_corpus()[:200_000], 700), (random_text(3, 5000) + TEXT, 400)):
        vocab, merges = bpe_train_fast.train_bpe(text, size)
        theirs = hugging_face(text, size)
        assert [[to_printable(left), to_printable(right)] for left, right in merges] == theirs["merges"]
        assert {to_printable(token): i for i, token in vocab.items()} == theirs["vocab"]


def hugging_face(text: str, size: int) -> Any:
    import json

    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([text], trainer)
    return json.loads(tokenizer.to_str())["model"]


def test_the_tie_rule_and_the_count() -> None:
    vocab, merges = bpe_train.train_bpe("cd ab", 258)
    assert merges == [(b"a", b"b"), (b"c", b"d")]  # all come once: the older left token first
    assert bpe_train.train_bpe("ab ab ab", 9999)[1] == [(b"a", b"b"), (b" ", b"ab")]  # then nothing is left
    assert list(vocab) == list(range(258))
    with pytest.raises(UsageError, match="256 bytes and 1 special tokens need 257"):
        bpe_train.train_bpe("ab", 256, [END])


def test_nothing_is_learned_from_special_tokens() -> None:
    vocab, _ = bpe_train_fast.train_bpe(f"x{END}" * 100, 280, [END])
    assert vocab == byte_vocabulary() | {256: END.encode()}


@pytest.mark.parametrize("text", ["", "a", "🙂", " "])
def test_training_on_next_to_nothing(text: str) -> None:
    assert bpe_train.train_bpe(text, 300) == bpe_train_fast.train_bpe(text, 300)


def test_encoding_follows_the_order_of_learning() -> None:
    merges = [(b"b", b"c"), (b"a", b"b"), (b"ab", b"c")]
    vocab = byte_vocabulary() | {256: b"bc", 257: b"ab", 258: b"abc"}
    tokens = [vocab[i] for i in BPETokenizer(vocab, merges).encode("abc")]
    assert tokens == [b"a", b"bc"]  # not the longest match, "abc"


def test_the_same_ids_from_tiktoken(learned: tuple[Any, Any]) -> None:
    plain, fast = BPETokenizer(*learned, ["<|a|>", END]), FastBPETokenizer(*learned, ["<|a|>", END])
    for text in (TEXT, *HARD[:-1], *map(random_text, range(20)), f"x{END}{END} <|a|>y"):
        ids = plain.encode(text)
        assert fast.encode(text) == fast.encode_array(text).tolist() == ids
        assert fast.encoding.encode(text, allowed_special="all") == ids
        assert plain.decode(ids) == text


def test_lone_surrogates_do_not_stop_anything(learned: tuple[Any, Any]) -> None:
    plain, fast = BPETokenizer(*learned), FastBPETokenizer(*learned)
    assert plain.decode(plain.encode("a\ud800b")) == "a?b"
    assert fast.decode(fast.encode("a\ud800b")).startswith("a")


SPECIALS = ["<a>", "<a><b>", "xabc", "ab", END]


@pytest.mark.parametrize("seed", range(10))
def test_streaming_equals_the_whole_text(seed: int, learned: tuple[Any, Any]) -> None:
    tokenizer = BPETokenizer(*learned, SPECIALS)
    draw = random.Random(seed)
    pieces = [
        draw.choice([*SPECIALS, "<", "a", "<a", "b>", "x", "'", "l", " ", "\n", "  \n", "é", "ll"]) for _ in range(200)
    ]
    text = "".join(pieces)
    cuts = sorted({0, len(text), *draw.choices(range(len(text)), k=60)})
    for chunks in (pieces, list(text), [text[a:b] for a, b in pairwise(cuts)], [text]):
        assert list(tokenizer.encode_iterable(chunks)) == tokenizer.encode(text)


def test_the_longest_special_token_wins(learned: tuple[Any, Any]) -> None:
    for kind in (BPETokenizer, FastBPETokenizer):
        tokenizer = kind(*learned, ["<a>", "<a><b>"])
        assert tokenizer.encode("<a><b><a>") == [tokenizer.special["<a><b>"], tokenizer.special["<a>"]]


def test_half_a_character_waits_for_its_other_half(learned: tuple[Any, Any]) -> None:
    tokenizer = BPETokenizer(byte_vocabulary(), [])
    ids = tokenizer.encode("é語🙂")
    assert tokenizer.decode(ids[:1]) == "\ufffd"
    assert list(tokenizer.decode_stream(ids)) == ["é", "語", "🙂"]
    assert "".join(tokenizer.decode_stream(ids[:-1])) == "é語\ufffd"
    with pytest.raises(LabError, match="9999 is no id"):
        BPETokenizer(*learned).decode([9999])


def test_characters() -> None:
    tokenizer = CharTokenizer("hello 🙂")
    assert tokenizer.characters == " ehlo🙂"
    assert tokenizer.encode("hole") == tokenizer.encode_array("hole").tolist() == [2, 4, 3, 1]
    assert tokenizer.decode([2, 1, 3, 3, 4, 0, 5]) == "hello 🙂"
    assert list(tokenizer.encode_iterable(["he", "llo"])) == tokenizer.encode("hello")
    for encode in (tokenizer.encode, tokenizer.encode_array):
        with pytest.raises(LabError, match="character 'x' is not among the 6"):
            encode("hex")


@pytest.mark.parametrize("name", ["char", "bpe:300"])
def test_saving_and_loading(name: str, tmp_path: Path) -> None:
    tokenizer = train_tokenizer(name, TEXT)
    save_tokenizer(tokenizer, tmp_path / "tokenizer.json")
    again = load_tokenizer(tmp_path / "tokenizer.json")
    assert again.encode(TEXT) == tokenizer.encode(TEXT)
    assert again.vocab_size == tokenizer.vocab_size
    assert again.to_dict() == tokenizer.to_dict()


def test_files_that_are_no_tokenizer(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    for content in (None, "{", "[]", "{}", '{"kind": "bpe"}', '{"kind": "words"}'):
        if content is not None:
            path.write_text(content)
        with pytest.raises(LabError, match="cannot be read as a tokenizer"):
            load_tokenizer(path)
    with pytest.raises(UsageError, match="as in bpe:512"):
        train_tokenizer("bpe", TEXT)


@pytest.mark.usefixtures("gpt2_ranks")
def test_gpt2_on_a_long_text(shakespeare: str) -> None:
    import tiktoken

    text = shakespeare[: in_long_form(40_000, 2_000_000)] + TEXT + "".join(HARD[:-1])
    theirs = tiktoken.get_encoding("gpt2").encode(text)
    fast: Tokenizer = GPT2Tokenizer()
    plain = gpt2_plain()
    assert fast.vocab_size == plain.vocab_size == 50257
    assert fast.encode(text) == theirs
    assert plain.encode(text) == theirs
    assert np.array_equal(fast.encode_array(text + END), [*theirs, 50256])
    assert list(fast.encode_iterable(["Hello wor", "ld" + END])) == [15496, 995, 50256]
    assert fast.decode(theirs) == text


def test_without_ranks_a_sentence_and_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    with pytest.raises(LabError, match="ranks are not on this machine"):
        GPT2Tokenizer()
