"""The graphs themselves: the bundled world graph, its questions, and builders of graphs from their sources."""
