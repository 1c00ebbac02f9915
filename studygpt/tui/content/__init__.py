"""The words that screens show, made from plain values. Pure."""
