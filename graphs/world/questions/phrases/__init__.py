"""What people say for each relation of the world graph."""
