"""Clipping the gradient."""
