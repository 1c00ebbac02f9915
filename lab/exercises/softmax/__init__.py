"""Softmax and logsumexp that stay finite."""
