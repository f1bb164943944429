"""Scores of plans corrected by the words of the question: what a plan covers, and what it leads to."""
