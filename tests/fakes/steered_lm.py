"""A steerable language model that wants to write certain texts behind certain prompts, one character a token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from rog.lm.contract import ROOT, Growth
from rog.lm.messages import Reply

__all__ = ["SteeredLM"]

END = 0x110000
WANTED, OTHER = 0.98, 1e-4
"""Probability of the next character of a wanted text, all wanted texts together, and of any other."""


class SteeredLM:
    """Wants to write, behind a prompt in which a key stands, the texts of that key, each by its share."""

    end = END

    def __init__(self, wanted: Mapping[str, Mapping[str, float]]) -> None:
        self.wanted = wanted
        self.runs = 0

    def encode(self, text: str) -> list[int]:
        return list(map(ord, text))

    def encode_next(self, texts: Sequence[str]) -> list[list[int]]:
        return [self.encode(text) for text in texts]

    def decode(self, tokens: Sequence[int]) -> str:
        return "".join(chr(token) for token in tokens if token != END)

    def trees(self) -> _SteeredTrees:
        return _SteeredTrees(self)

    def generate(self, prompts: Sequence[str], *, max_tokens: int) -> list[Reply]:
        raise NotImplementedError

    def log_probability(self, text: str, token: int) -> float:
        """Of the token behind a text: that of the wanted texts which go on so."""
        prompt, _, written = text.partition("Path:")
        texts = next((texts for key, texts in self.wanted.items() if key in prompt), {})
        going_on = {one: share for one, share in texts.items() if one.startswith(written)}
        total = sum(going_on.values())
        fitting = sum(
            share
            for one, share in going_on.items()
            if (ord(one[len(written)]) if len(one) > len(written) else END) == token
        )
        return log(max(OTHER, WANTED * fitting / total)) if total else log(OTHER)


class _SteeredTrees:
    def __init__(self, lm: SteeredLM) -> None:
        self.lm = lm
        self.texts: list[str] = []

    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        self.lm.runs += 1
        read: list[list[Sequence[float]]] = []
        for parent, tokens, candidates in growths:
            text = "" if parent == ROOT else self.texts[parent]
            row: list[Sequence[float]] = []
            for token, wanted in zip(tokens, candidates, strict=True):
                text += chr(token)
                scores = [self.lm.log_probability(text, one) for one in wanted]
                assert all(exp(score) <= 1 for score in scores)
                row.append(scores)
            self.texts.append(text)
            read.append(row)
        return read
