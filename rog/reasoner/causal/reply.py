"""What a causal reasoner may write: a number it chooses is that of a path, and the name behind it is that path's end.

So the model chooses whether to answer, which paths, and whether to go on; all else follows from these choices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from rog.lm.contract import SteerableLM
from rog.prompts.names import escape_name
from rog.prompts.reasoning import CLOSE, COMMA, NEXT_ANSWER, NO_ANSWER, OPEN, name_piece
from rog.reasoner.citing.claims import Claim
from rog.reasoner.citing.numbered import NumberedPath

__all__ = ["Draft", "Kind", "Node", "ReplyGrammar"]


class Kind(Enum):
    """What the last piece of a draft is. The text alone does not tell: an entity may be called `[`."""

    NOTHING = auto()
    NO_ANSWER = auto()
    OPEN = auto()
    NUMBER = auto()
    COMMA = auto()
    CLOSE = auto()
    NAME = auto()
    NEXT_ANSWER = auto()
    END = auto()


@dataclass(frozen=True)
class Draft:
    """A reply that is written as far as to the end of a piece."""

    last: Kind = Kind.NOTHING
    pieces: tuple[str, ...] = ()
    cited: tuple[NumberedPath, ...] = ()
    """Paths of the answer that is being written."""
    answers: tuple[tuple[NumberedPath, ...], ...] = ()
    """Paths of each answer whose line is complete."""

    @property
    def text(self) -> str:
        """What is written."""
        return "".join(self.pieces)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The complete answers, as `read_claims` reads them in the text."""
        return tuple(Claim(tuple(path.number for path in paths), escape_name(paths[0].name)) for paths in self.answers)

    def add(self, kind: Kind, piece: str) -> Draft:
        """With one more piece."""
        return replace(self, last=kind, pieces=(*self.pieces, piece))


@dataclass
class Node:
    """A place among the tokens of the pieces that may follow `before`; `complete` where one of them ends here."""

    before: Draft
    complete: Draft | None = None
    children: dict[int, Node] = field(default_factory=dict)

    @property
    def first(self) -> Kind:
        """Kind of a piece that is complete here or below."""
        node = self
        while node.complete is None:
            node = next(iter(node.children.values()))
        return node.complete.last


class ReplyGrammar:
    """The replies that may be written about one question's paths, token by token."""

    def __init__(self, lm: SteerableLM, paths: Sequence[NumberedPath]) -> None:
        self._paths = paths
        named = {name_piece(path.name) for path in paths}
        texts = [NO_ANSWER, OPEN, COMMA, CLOSE, NEXT_ANSWER, *(str(path.number) for path in paths), *sorted(named)]
        self._tokens = dict(zip(texts, lm.encode_next(texts), strict=True))
        self._end = lm.end

    def following(self, draft: Draft) -> Iterator[Draft]:
        """The draft with each piece that may come next; nothing once it has ended."""
        answered = {paths[0].end for paths in draft.answers}
        match draft.last:
            case Kind.NOTHING:
                yield draft.add(Kind.OPEN, OPEN)
                yield draft.add(Kind.NO_ANSWER, NO_ANSWER)
            case Kind.OPEN:
                yield from (_cite(draft, path) for path in self._paths if path.end not in answered)
            case Kind.COMMA:
                yield from (_cite(draft, path) for path in self._others(draft))
            case Kind.NUMBER:
                yield draft.add(Kind.CLOSE, CLOSE)
                if any(self._others(draft)):
                    yield draft.add(Kind.COMMA, COMMA)
            case Kind.CLOSE:
                named = draft.add(Kind.NAME, name_piece(draft.cited[0].name))
                yield replace(named, cited=(), answers=(*draft.answers, draft.cited))
            case Kind.NAME:
                yield draft.add(Kind.END, "")
                if any(path.end not in answered for path in self._paths):
                    yield draft.add(Kind.NEXT_ANSWER, NEXT_ANSWER)
            case Kind.NEXT_ANSWER:
                yield draft.add(Kind.OPEN, OPEN)
            case Kind.NO_ANSWER:
                yield draft.add(Kind.END, "")

    def _others(self, draft: Draft) -> Iterator[NumberedPath]:
        """Further paths to the end of the answer that is being written."""
        return (path for path in self._paths if path.end == draft.cited[0].end and path not in draft.cited)

    def after(self, draft: Draft) -> Node:
        """The trie of the pieces that may follow."""
        root = Node(draft)
        for longer in self.following(draft):
            node = root
            for token in [self._end] if longer.last is Kind.END else self._tokens[longer.pieces[-1]]:
                node = node.children.setdefault(token, Node(draft))
            node.complete = node.complete or longer  # of two that a model writes alike, the better path
        return root

    def options(self, node: Node) -> dict[int, Node]:
        """Each token that may come next and the place it leads to.

        Where a piece is complete its tokens may also go on to a longer one: `1` to `12`, in tokenizers that
        split numbers into digits.
        """
        if node.complete is None:
            return node.children
        return self.options(self.after(node.complete)) | node.children


def _cite(draft: Draft, path: NumberedPath) -> Draft:
    return replace(draft.add(Kind.NUMBER, str(path.number)), cited=(*draft.cited, path))
