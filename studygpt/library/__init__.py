"""Everything that a person does with notes and cards besides reviewing: sources, cards, links, orphans, the inbox."""
