"""Questions about the world graph, each with the relation path that it was made from."""
