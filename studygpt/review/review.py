"""Today's review: the queue, and what a person does to its cards."""

from __future__ import annotations

from studygpt.review.acts import CardActs
from studygpt.review.queue import ReviewQueue


class Review(CardActs, ReviewQueue):
    """What a study shows today, and everything that can be done to its cards."""
