"""A card as the JSON object that scripts rely on."""

from __future__ import annotations

from datetime import UTC, datetime

from studygpt.model import Card, Json


def card_object(card: Card, due_at: int | None, recall: float | None) -> Json:
    """Return the object that docs/commands.md describes, in its order; memory fields are null until a first grade."""
    memory = card.memory
    graded = memory.reps > 0 or memory.stability is not None
    return {
        "id": card.id,
        "source_id": card.source_id,
        "source": card.source,
        "path": card.path,
        "line_start": card.line_start,
        "line_end": card.line_end,
        "dialect": card.dialect,
        "kind": card.kind.value,
        "status": card.status.value,
        "front": card.front,
        "back": card.back,
        "holes": [{"number": hole.number, "text": hole.text, "hint": hole.hint} for hole in card.holes],
        "deck": card.deck,
        "tags": list(card.tags),
        "concepts": list(card.concepts),
        "exercises": list(card.exercises),
        "due": iso(due_at) if due_at is not None else None,
        "state": memory.state.value,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "retrievability": recall,
        "reps": memory.reps if graded else None,
        "lapses": memory.lapses if graded else None,
        "title": card.title,
        "headings": list(card.headings),
        "ancestors": list(card.ancestors),
    }


def iso(at: int) -> str:
    """Return an instant (in ms) as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
