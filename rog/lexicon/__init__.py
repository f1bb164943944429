"""Relations, and what people call them."""
