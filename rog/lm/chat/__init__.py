"""Chat models at an endpoint."""
