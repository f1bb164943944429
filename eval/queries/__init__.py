"""Other query languages read into `rog.query`, and how much of published questions the algebra can express."""
