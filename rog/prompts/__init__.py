"""All texts that go to a language model: what the planners and reasoners ask, and what training shows."""
