"""Training: `python -m training.train RECIPE.toml`."""
