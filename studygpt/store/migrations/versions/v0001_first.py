"""The first form of the database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concepts",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_concepts")),
        sa.UniqueConstraint("name", name=op.f("uq_concepts_name")),
    )
    op.create_table(
        "log",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=False),
        sa.Column("study_day", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("due_given", sa.BigInteger(), nullable=True),
        sa.Column("memory_before", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
    )
    op.create_index(op.f("ix_log_card"), "log", ["card"], unique=False)
    op.create_index(op.f("ix_log_study_day_act"), "log", ["study_day", "act"], unique=False)
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "sources",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("opt_in", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
    )
    op.create_table(
        "notes",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("declared", sa.Text(), nullable=False),
        sa.Column("fallback", sa.Text(), nullable=False),
        sa.Column("is_concept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.pk"], name=op.f("fk_notes_source"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_notes")),
        sa.UniqueConstraint("source", "path", name=op.f("uq_notes_source_path")),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("line_start", sa.Integer(), nullable=False),
        sa.Column("line_end", sa.Integer(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("front", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("holes", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("exercises", sa.Text(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("ancestors", sa.Text(), nullable=False),
        sa.Column("deck", sa.Text(), nullable=False),
        sa.Column("orphaned_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["note"], ["notes.pk"], name=op.f("fk_cards_note"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source"], ["sources.pk"], name=op.f("fk_cards_source"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index(op.f("ix_cards_note"), "cards", ["note"], unique=False)
    op.create_index(op.f("ix_cards_source_id"), "cards", ["source_id"], unique=False)
    op.create_index(op.f("ix_cards_source_path"), "cards", ["source", "path"], unique=False)
    op.create_table(
        "concept_requires",
        sa.Column("concept", sa.Integer(), nullable=False),
        sa.Column("requires", sa.Integer(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept"], ["concepts.pk"], name=op.f("fk_concept_requires_concept"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["note"], ["notes.pk"], name=op.f("fk_concept_requires_note"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["requires"], ["concepts.pk"], name=op.f("fk_concept_requires_requires"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("concept", "requires", "note", name=op.f("pk_concept_requires")),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["note"], ["notes.pk"], name=op.f("fk_questions_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_note"), "questions", ["note"], unique=False)
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("front", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("line_start", sa.Integer(), nullable=False),
        sa.Column("line_end", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["note"], ["notes.pk"], name=op.f("fk_suggestions_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_note"), "suggestions", ["note"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["note"], ["notes.pk"], name=op.f("fk_tasks_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_note"), "tasks", ["note"], unique=False)
    op.create_table(
        "card_concepts",
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("concept", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["card"], ["cards.id"], name=op.f("fk_card_concepts_card"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["concept"], ["concepts.pk"], name=op.f("fk_card_concepts_concept"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("card", "concept", name=op.f("pk_card_concepts")),
    )
    op.create_index(op.f("ix_card_concepts_concept"), "card_concepts", ["concept"], unique=False)
    op.create_table(
        "memory",
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Float(), nullable=True),
        sa.Column("difficulty", sa.Float(), nullable=True),
        sa.Column("last_day", sa.Integer(), nullable=True),
        sa.Column("reps", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lapses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suspended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("buried_day", sa.Integer(), nullable=True),
        sa.Column("flag", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["card"], ["cards.id"], name=op.f("fk_memory_card"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("card", name=op.f("pk_memory")),
    )
    op.create_index(
        op.f("ix_memory_state_source_suspended_position"),
        "memory",
        ["state", "source", "suspended", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_memory_state_suspended_due_day"), "memory", ["state", "suspended", "due_day"], unique=False
    )
