"""Question sets and names that the evaluation makes from published files."""
