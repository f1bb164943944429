"""How building, opening and asking grow with the graph."""
