"""Documents are held to the project that they speak of."""
