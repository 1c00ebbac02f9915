"""Sources of notes, the cards in them, links, orphans and the inbox: everything but reviewing."""
