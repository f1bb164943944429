"""A user's own networkx graph as a graph, live."""
