"""Published questions with their queries, each over a small graph that is made around those."""
