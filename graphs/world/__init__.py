"""The bundled world graph and the questions made from it."""
