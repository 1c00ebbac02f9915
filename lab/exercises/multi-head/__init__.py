"""Multi-head self-attention."""
