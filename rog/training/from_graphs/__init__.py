"""Questions made from a graph, each with its relation path."""
