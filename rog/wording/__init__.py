"""Relations and relation paths worded as questions."""
