"""Questions made from any graph, for measuring and training: in what words, by which model, and the command."""
