"""Questions made from the lexicon alone."""
