"""Properties of sampling text: the model's calls, temperature, top-k, top-p, and shares of many draws."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from lab.grade.properties import Draw, Inputs, Property

MANY = 3_500  # draws for a distribution: it is then known to 0.008


class Table(nn.Module):
    """A model that looks the next scores up in a table by the last token, and records how it was called."""

    def __init__(self, table: Tensor, block_size: int) -> None:
        super().__init__()
        self.table = nn.Parameter(table)  # (V, V)
        self.config = SimpleNamespace(block_size=block_size, vocab_size=table.size(0))
        self.longest = 0
        self.modes: set[bool] = set()
        self.tracked: set[bool] = set()

    def forward(self, ids: Tensor, targets: Tensor | None = None) -> tuple[Tensor, None]:
        del targets
        if ids.size(1) > self.config.block_size:
            raise IndexError(f"the model was given {ids.size(1)} tokens, and can read {self.config.block_size}")
        self.longest = max(self.longest, ids.size(1))
        self.modes.add(self.training)
        self.tracked.add(torch.is_grad_enabled())
        return self.scores(ids), None

    def scores(self, ids: Tensor) -> Tensor:  # (B, T) -> (B, T, V)
        return self.table[ids]


class Sum(Table):
    """A model whose likeliest next token is the sum of all tokens that it was given, so that each one matters."""

    def scores(self, ids: Tensor) -> Tensor:
        total = ids.cumsum(1) % self.table.size(0)  # (B, T)
        return 9.0 * nn.functional.one_hot(total, self.table.size(0)).to(self.table.dtype)


def _scores(draw: Draw, v: int) -> Tensor:
    """Scores far enough apart that there are no ties, and close enough that each token is drawn now and then."""
    return draw.order(v).float() * 0.6 + draw.normal(v, scale=0.05)


def _table(draw: Draw, size: tuple[int, int, int, int, int]) -> Inputs:
    v, b, t, new, block = size
    table = torch.stack([_scores(draw, v) for _ in range(v)])
    return {"table": table, "ids": draw.integers(0, v, b, t), "max_new_tokens": new, "block_size": block}


def _greedy(kind: type[Table]) -> Callable[..., Any]:
    def act(lab: Any, table: Any, ids: Any, max_new_tokens: int, block_size: int) -> Any:
        return lab.generate(kind(table, block_size), ids, max_new_tokens, temperature=0)

    return act


def _habits(lab: Any, table: Any, ids: Any, max_new_tokens: int, block_size: int) -> Any:
    seen = {}
    for mode in (True, False):
        model = Table(table, block_size).train(mode)
        out = lab.generate(model, ids, max_new_tokens)
        seen[f"in {'train' if mode else 'eval'} mode"] = {
            "modes while generating": sorted("train" if m else "eval" for m in model.modes),
            "mode afterwards": "train" if model.training else "eval",
            "gradients tracked while generating": sorted(model.tracked),
            "the prompt comes first": torch.equal(out[:, : ids.size(1)], ids),
            "shape": list(out.shape),
        }
    return seen


def _seeds(lab: Any, table: Any, ids: Any, max_new_tokens: int, block_size: int) -> Any:
    def text(seed: int) -> list[list[int]]:
        generator = torch.Generator().manual_seed(seed)
        out: list[list[int]] = lab.generate(Table(table, block_size), ids, max_new_tokens, generator=generator).tolist()
        return out

    free = [lab.generate(Table(table, block_size), ids, max_new_tokens).tolist() for _ in range(2)]
    return {
        "one seed, one text": text(1) == text(1),
        "another seed, another text": text(1) != text(2),
        "without a generator, each call another text": free[0] != free[1],
    }


def _distribution(**settings: Any) -> Callable[[Draw, int], Inputs]:
    def draw(draw: Draw, v: int) -> Inputs:
        return {"scores": _scores(draw, v), **settings}

    return draw


def _top_p(shared: int, temperature: float = 1.0) -> Callable[[Draw, int], Inputs]:
    """A top_p that the `shared` likeliest tokens do not reach together, and that the next one crosses."""

    def draw(draw: Draw, v: int) -> Inputs:
        scores = _scores(draw, v)
        sums = (scores / temperature).softmax(0).sort(descending=True).values.cumsum(0)
        below = sums[shared - 1].item() if shared else 0.0
        return {"scores": scores, "temperature": temperature, "top_p": round((below + sums[shared].item()) / 2, 3)}

    return draw


def _raised(draw: Draw, v: int) -> Inputs:
    """Scores of which exp would overflow; only their differences count."""
    return {"scores": _scores(draw, v) + 1000.0}


def _far_apart(draw: Draw, v: int) -> Inputs:
    """Two prompts; exp of the second one's scores is 0 beside that of the first one's."""
    return {"scores": torch.stack((_scores(draw, v), _scores(draw, v) - 300.0))}


def _sure(draw: Draw, size: tuple[int, int, int]) -> Inputs:
    """After each token one other is nearly sure, so that a small top_p leaves no other."""
    v, b, new = size
    table = torch.stack([_scores(draw, v) + 5.0 * torch.eye(v)[draw.integer(0, v)] for _ in range(v)])
    return {"table": table, "ids": draw.integers(0, v, b, 1), "max_new_tokens": new, "top_p": 0.4}


def _two_prompts(draw: Draw, v: int) -> Inputs:
    """Two prompts; all scores of the second are lower, so the limit of the first would leave it too few tokens."""
    return {"scores": torch.stack((_scores(draw, v), _scores(draw, v) - 0.9)), "top_k": 3}


def _both(draw: Draw, v: int) -> Inputs:
    """A top_p that the likeliest token reaches by itself only after top_k has left no more than one other."""
    scores = _scores(draw, v)
    second = int(scores.argsort()[-2])
    scores[[0, second]] = scores[[second, 0]]  # so that a part that mixes up positions still has a token to draw
    among_all, among_two = scores.softmax(0).max().item(), scores.topk(2).values.softmax(0).max().item()
    return {"scores": scores, "top_k": 2, "top_p": round((among_all + among_two) / 2, 3)}


def _shares(lab: Any, scores: Any, **settings: Any) -> Any:
    """How often each token is drawn, as a share of many draws."""
    return _shares_after(lab, scores[None], **settings)["after prompt 0"]


def _shares_after(lab: Any, scores: Any, **settings: Any) -> Any:
    """How often each token is drawn after each prompt of a batch; `scores` has a row for each prompt."""
    prompts, v = scores.shape
    model = Table(torch.cat((scores, scores[-1:].expand(v - prompts, -1))), 4)
    start = torch.arange(prompts).repeat_interleave(MANY)[:, None]
    out = lab.generate(model, start, 1, generator=torch.Generator().manual_seed(torch.initial_seed()), **settings)
    drawn = out[:, 1].view(prompts, MANY)
    return {f"after prompt {i}": torch.bincount(drawn[i], minlength=v) / MANY for i in range(prompts)}


def _texts(lab: Any, table: Any, ids: Any, max_new_tokens: int, top_p: float) -> Any:
    generator = torch.Generator().manual_seed(torch.initial_seed())
    return lab.generate(Table(table, 8), ids, max_new_tokens, top_p=top_p, generator=generator)


GREEDY, CALL = "generate(model, ids, max_new_tokens, temperature=0)", "generate(model, ids, max_new_tokens)"
HIDE = ("table",)


def _drawn(words: str, draw: Callable[[Draw, int], Inputs], settings: str, sizes: tuple[int, ...] = (3, 5)) -> Property:
    call = f"how often each token is drawn by generate(model, ids, 1{settings})"
    return Property(
        words, draw, _shares, sizes, call, tolerance=2000.0
    )  # to 0.02 and a fifth of the share: more than five times the noise


PROPERTIES = [
    Property(
        "With temperature 0 each token is the likeliest one after the last",
        _table,
        _greedy(Table),
        [(3, 1, 1, 3, 8), (5, 2, 3, 4, 8)],
        GREEDY,
    ),
    Property(
        "The model reads the last block_size tokens, all of them and no more",
        _table,
        _greedy(Sum),
        [(5, 1, 2, 3, 3), (7, 2, 3, 9, 4), (7, 2, 9, 3, 4)],
        GREEDY,
        hide=HIDE,
    ),
    Property(
        "It draws in eval mode without gradients, and restores the mode",
        _table,
        _habits,
        [(3, 1, 2, 2, 8)],
        CALL,
        hide=HIDE,
    ),
    Property(
        "The same seed gives the same text, another seed another",
        _table,
        _seeds,
        [(5, 8, 2, 12, 8)],
        "generate(model, ids, max_new_tokens, generator=generator)",
        hide=("table", "ids"),
    ),
    _drawn("Tokens are drawn in proportion to their probability", _distribution(), ""),
    _drawn("Scores may be large: only their differences count", _raised, "", (3,)),
    Property(
        "Each prompt of a batch has its own probabilities",
        _far_apart,
        _shares_after,
        (3,),
        "how often each token is drawn by generate(model, ids, 1)",
        tolerance=2000.0,
    ),
    _drawn("temperature divides the scores: 0.5 sharpens", _distribution(temperature=0.5), ", temperature=temperature"),
    _drawn("temperature divides the scores: 2 flattens", _distribution(temperature=2.0), ", temperature=temperature"),
    _drawn("top_k leaves the k likeliest tokens", _distribution(top_k=2), ", top_k=top_k"),
    _drawn(
        "top_k = 1 is the likeliest token, and k may be more than there are tokens",
        lambda d, s: _distribution(top_k=s)(d, 4),
        ", top_k=top_k",
        (1, 9),
    ),
    _drawn("top_p keeps the token that crosses the line", _top_p(1), ", top_p=top_p", (3, 6)),
    _drawn("top_p keeps no more tokens than it takes", _top_p(2), ", top_p=top_p", (4, 6)),
    _drawn("top_p always keeps the likeliest token", _top_p(0), ", top_p=top_p", (4,)),
    _drawn("top_p goes by the probabilities that top_k has left", _both, ", top_k=top_k, top_p=top_p", (5,)),
    Property(
        "Each prompt of a batch has its own k best tokens",
        _two_prompts,
        _shares_after,
        (5,),
        "how often each token is drawn by generate(model, ids, 1, top_k=top_k)",
        tolerance=2000.0,
    ),
    Property(
        "Each prompt of a batch has its own top_p",
        _sure,
        _texts,
        [(3, 2, 30), (5, 2, 60)],
        "generate(model, ids, max_new_tokens, top_p=top_p, generator=generator)",
    ),
    _drawn(
        "temperature comes before top_p", _top_p(2, temperature=3.0), ", temperature=temperature, top_p=top_p", (6,)
    ),
]
