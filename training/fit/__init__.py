"""Commands that fit small models: the forms of questions, the linker, the ranker."""
