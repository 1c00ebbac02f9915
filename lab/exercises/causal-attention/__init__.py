"""Attention that cannot see the future."""
