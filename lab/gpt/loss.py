"""The loss: how improbable the model found the token that really came."""

from torch import Tensor
from torch.nn import functional

from lab.gpt.softmax import logsumexp


def cross_entropy(logits: Tensor, targets: Tensor, ignore_index: int = -100) -> Tensor:
    """Mean of -log p(target) over the targets that are not `ignore_index`."""
    logits = logits.reshape(-1, logits.size(-1))  # (B, T, V) -> (N, V)
    targets = targets.reshape(-1)  # (B, T) -> (N,)
    kept = targets != ignore_index  # (N,)
    index = targets.masked_fill(~kept, 0).unsqueeze(1)  # (N, 1): any valid id where ignored
    chosen = logits.gather(1, index).squeeze(1)  # (N,): the score of what came
    surprise = logsumexp(logits) - chosen  # (N,): -log softmax, never a log of 0
    return surprise.masked_fill(~kept, 0.0).sum() / kept.sum()  # ()


def fast_cross_entropy(logits: Tensor, targets: Tensor, ignore_index: int = -100) -> Tensor:
    """`cross_entropy` in one kernel."""
    return functional.cross_entropy(
        logits.view(-1, logits.size(-1)),  # (N, V)
        targets.reshape(-1),  # (N,)
        ignore_index=ignore_index,
    )
