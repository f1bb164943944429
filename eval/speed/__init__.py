"""How fast walking, opening, building and asking are, beside the plain way, in one run."""
