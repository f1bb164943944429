"""How good the answers and the plans are, and what they go wrong by."""
