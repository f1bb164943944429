"""All texts that go to a language model: the prompts of planners and reasoners, and those of training."""
