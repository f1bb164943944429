"""What becomes of answers when names are misspelt, edges are gone, or nothing right is there."""
