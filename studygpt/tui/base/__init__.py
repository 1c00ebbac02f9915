"""Base classes of the screens: keys and messages, a list, a card, a list of cards."""
