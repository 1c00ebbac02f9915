"""AdamW, step by step."""
