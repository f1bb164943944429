"""Fits the model of what form of answer a question asks for."""
