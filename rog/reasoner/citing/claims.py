"""The claims of a reply: answers, each with the numbers of the paths that it cites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rog.prompts.reasoning import ABSTENTION

__all__ = ["CLAIMS_SCHEMA", "Claim", "read_claims", "read_claims_json"]

CLAIM_LINE = re.compile(r"\[\s*(\d{1,6}(?:\s*,\s*\d{1,6})*)\s*\]\s*(\S.*?)\s*")
"""`[1, 3] Name`"""

CLAIMS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "paths": {"type": "array", "items": {"type": "integer"}},
                    "answer": {"type": "string"},
                },
                "required": ["paths", "answer"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["answers"],
    "additionalProperties": False,
}
"""JSON Schema of a structured reply: numbers before the name, as the paths are the reason for it."""


@dataclass(frozen=True)
class Claim:
    """An answer as the model gave it: a name, and the numbers of the paths that it cites."""

    numbers: tuple[int, ...]
    name: str


def read_claims(text: str, *, finished: bool = True) -> tuple[Claim, ...] | None:
    """The claims of a reply in lines, `[1, 3] Name` each; none where it says that the paths hold no answer.

    None for any other reply: one line that is neither makes all of it doubtful. So does an answer beside
    `not in these paths`. Of a reply that is not `finished` the last line is left out, since half a name may
    be another one.
    """
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    if not finished:
        lines = lines[:-1]
    if [line.rstrip(".").casefold() for line in lines] == [ABSTENTION]:
        return ()
    matches = [CLAIM_LINE.fullmatch(line) for line in lines]
    claims = [Claim(tuple(map(int, match[1].split(","))), match[2]) for match in matches if match]
    return tuple(claims) if claims and len(claims) == len(lines) else None


class _ClaimFields(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    paths: list[int]
    answer: Annotated[str, Field(min_length=1)]


class _Claims(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    answers: list[_ClaimFields]


def read_claims_json(parsed: Any) -> tuple[Claim, ...] | None:
    """The claims of a reply of `CLAIMS_SCHEMA`; None for a value of another shape."""
    try:
        claims = _Claims.model_validate(parsed)
    except ValidationError:
        return None
    return tuple(Claim(tuple(fields.paths), fields.answer) for fields in claims.answers)
