"""Turn a draft into the card that an import would create from it."""

from __future__ import annotations

from studygpt.model import Card, Draft, Memory, Status


def previewed_card(draft: Draft, *, source: str, path: str, title: str, concepts: tuple[str, ...]) -> Card:
    """Return the card that an import would create from a draft: without an id, and never reviewed."""
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
