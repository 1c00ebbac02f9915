"""Text to ids and back: characters, byte pairs, and GPT-2's own byte pairs."""
