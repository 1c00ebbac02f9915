"""Measure byte-pair encoding against Hugging Face's tokenizers and tiktoken, on one thread, in CPU time."""

from __future__ import annotations

import os

os.environ["RAYON_NUM_THREADS"] = "1"  # before tokenizers starts its pool
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import statistics
import time
from collections.abc import Callable
from typing import Any

import tiktoken
import tokenizers

from benchmarks.gpt.data import DATA, shakespeare
from lab.gpt.tokenizer.bpe import FastBPETokenizer
from lab.gpt.tokenizer.bpe_train_fast import train_bpe
from lab.gpt.tokenizer.byte_map import to_printable
from lab.gpt.tokenizer.gpt2 import GPT2Tokenizer, gpt2_plain, ranks_at_hand

ROUNDS, VOCABULARY = 5, 512


def compare(what: str, bar: str, **functions: Callable[[], Any]) -> None:
    """Print the median CPU seconds of each, taken in turn, and the ratio of the first to the second."""
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(ROUNDS):
        for name, function in functions.items():
            began = time.process_time()
            function()
            seconds[name].append(time.process_time() - began)
    medians = {name: statistics.median(each) for name, each in seconds.items()}
    ours, theirs = list(medians.values())[:2]
    print(f"{what}: " + ", ".join(f"{name} {s:.3f} s" for name, s in medians.items()), end="")
    print(f"; ratio {ours / theirs:.2f} ({bar})")


def their_training(text: str) -> tokenizers.Tokenizer:
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        [text],
        tokenizers.trainers.BpeTrainer(vocab_size=VOCABULARY, initial_alphabet=alphabet, show_progress=False),
    )
    return tokenizer


def main() -> None:
    text = shakespeare()
    compare(
        f"training, {len(text):,} characters, {VOCABULARY} ids",
        "the bar is 2.2",
        ours=lambda: train_bpe(text, VOCABULARY),
        hugging_face=lambda: their_training(text),
    )
    learned = FastBPETokenizer(*train_bpe(text, VOCABULARY))
    trained = their_training(text)
    assert learned.encode(text) == trained.encode(text).ids, "the ids differ"
    compare(
        "encoding with learned merges",
        "no bar",
        ours=lambda: learned.encode(text),
        hugging_face=lambda: trained.encode(text),
    )
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(DATA / "tiktoken"))
    if not ranks_at_hand():
        print("GPT-2's ranks are not at hand: encoding with them is skipped.")
        return
    gpt2, plain = GPT2Tokenizer(), gpt2_plain()
    theirs = tokenizers.Tokenizer(
        tokenizers.models.BPE(
            {to_printable(token): i for i, token in plain.vocab.items()},
            [(to_printable(left), to_printable(right)) for left, right in plain.merges],
        )
    )
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    expected = tiktoken.get_encoding("gpt2").encode(text)
    assert gpt2.encode(text) == plain.encode(text) == theirs.encode(text).ids == expected, "the ids differ"

    def plainly() -> list[int]:
        return type(plain)(plain.vocab, plain.merges).encode(text)

    compare(
        "encoding with GPT-2's ranks",
        "the bar is below 1",
        ours=lambda: gpt2.encode_array(text),
        hugging_face=lambda: theirs.encode(text),
        ours_as_a_list=lambda: gpt2.encode(text),
        plain_python=plainly,
    )


if __name__ == "__main__":
    main()
