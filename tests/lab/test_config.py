import math

import pytest
import torch

from lab.errors import UsageError
from lab.gpt.config import GPTConfig
from lab.gpt.model import GPT, count_parameters

PUBLISHED = {"gpt2": 124_439_808, "gpt2-medium": 354_823_168, "gpt2-large": 774_030_080, "gpt2-xl": 1_557_611_200}


@pytest.mark.parametrize(("name", "parameters"), PUBLISHED.items())
def test_published_sizes(name: str, parameters: int) -> None:
    with torch.device("meta"):  # shapes without memory
        assert count_parameters(GPT(GPTConfig.named(name))) == parameters


def test_the_defaults_are_the_smallest_gpt2() -> None:
    assert GPTConfig() == GPTConfig.named("gpt2")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"n_embd": 100, "n_head": 3}, "multiple of 3"),
        ({"block_size": 0}, "block_size must be a whole number of at least 1, not 0"),
        ({"n_layer": 2.5}, "n_layer must be a whole number"),
        ({"n_layer": True}, "n_layer must be a whole number"),
        ({"dropout": 1.0}, "below 1"),
        ({"dropout": "much"}, "dropout must be"),
        ({"bias": 1}, "bias must be true or false"),
        ({"gelu": "relu"}, '"tanh" (GPT-2) or "erf"'),
    ],
)
def test_wrong_values_are_refused_in_a_sentence(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        GPTConfig(**wrong)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def test_unknown_names_get_a_hint() -> None:
    with pytest.raises(UsageError, match="Did you mean gpt2-medium"):
        GPTConfig.named("gpt2-meduim")
    with pytest.raises(UsageError, match="no field n_heads"):
        GPTConfig.from_dict({"n_heads": 4})


def test_round_trip_and_differences() -> None:
    config = GPTConfig(n_layer=2, bias=False)
    assert GPTConfig.from_dict(config.to_dict()) == config
    assert config.differences(GPTConfig(n_layer=3, bias=False)) == ["n_layer 2 against 3"]


@pytest.mark.parametrize("vocab_size", [65, 5000])
def test_the_first_loss_is_that_of_a_guess(vocab_size: int) -> None:
    model = GPT(GPTConfig(block_size=32, vocab_size=vocab_size, n_layer=3, n_head=4, n_embd=64))
    ids = torch.randint(vocab_size, (8, 33))
    _, loss = model(ids[:, :-1], ids[:, 1:])
    assert loss.item() == pytest.approx(math.log(vocab_size), rel=0.05)
