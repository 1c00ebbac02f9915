"""A card as the JSON object that scripts rely on."""

from __future__ import annotations

from datetime import UTC, datetime

from studygpt.model import Card, Draft, Json, Status


def card_object(card: Card, due_at: int | None, recall: float | None) -> Json:
    """Every key that docs/commands.md names, in its order. Memory fields are null until a first grade."""
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
    """An instant (ms) as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def previewed(draft: Draft, *, source: str, path: str, title: str, concepts: tuple[str, ...]) -> Card:
    """A draft as the card it would become: without an id, and never seen."""
    from studygpt.model import Memory

    return Card(
        id=None,
        source_id=draft.source_id,
        source=source,
        path=path,
        line_start=draft.line_start,
        line_end=draft.line_end,
        dialect=draft.dialect,
        kind=draft.kind,
        status=Status.SUGGESTED if draft.suggested else Status.ACTIVE,
        front=draft.front,
        back=draft.back,
        holes=draft.holes,
        deck=draft.deck or source,
        tags=draft.tags,
        concepts=concepts,
        exercises=draft.exercises,
        memory=Memory(),
        title=title,
        headings=draft.headings,
        ancestors=draft.ancestors,
    )
