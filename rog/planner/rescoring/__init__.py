"""Scores of plans corrected by the words of the question: what a plan covers, what it leads to, what it denies."""
