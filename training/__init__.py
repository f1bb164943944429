"""Training from the checkout: `python -m training.train RECIPE.toml`; the recipes are in this folder."""
