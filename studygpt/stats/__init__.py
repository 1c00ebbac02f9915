"""Progress: counts from the database become figures, sentences, charts and JSON."""
