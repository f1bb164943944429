"""How plans are weighed by the words of the question."""
