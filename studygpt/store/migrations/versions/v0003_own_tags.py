"""Tags that a learner gives cards, beside those of their notes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("memory", sa.Column("tags", sa.Text(), server_default="[]", nullable=False))
