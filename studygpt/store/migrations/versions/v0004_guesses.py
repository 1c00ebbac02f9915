"""Suggestions are cards that wait; questions and tasks as notes give them. Until now nothing was stored of either."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("suggestions")
    op.drop_table("questions")
    op.drop_table("tasks")
    op.create_table(
        "questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.pk"], name=op.f("fk_questions_source"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["note"], ["notes.pk"], name=op.f("fk_questions_note"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_note"), "questions", ["note"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["note"], ["notes.pk"], name=op.f("fk_tasks_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_note"), "tasks", ["note"], unique=False)
    op.add_column("cards", sa.Column("suggestion", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("trusted", sa.Text(), server_default="[]", nullable=False))
