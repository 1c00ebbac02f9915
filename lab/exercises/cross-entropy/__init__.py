"""Cross-entropy over tokens."""
