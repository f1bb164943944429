"""The grammar of a causal reasoner's replies: every number is that of a path, and the name behind it that of its end.

The model chooses whether to answer, which paths to cite, and whether to go on. All else follows from these choices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from rog.lm.contract import SteerableLM
from rog.prompts.names import escape_name
from rog.prompts.reasoning import CLOSE, COMMA, NEXT_ANSWER, NO_ANSWER, OPEN, name_piece
from rog.reasoner.citing.claims import Claim
from rog.reasoner.citing.prompt_paths import NumberedPath

__all__ = ["Draft", "Node", "PieceKind", "ReplyGrammar"]


class PieceKind(Enum):
    """Kind of a piece of a draft. The text alone does not tell it: an entity may have the name `[`."""

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
    """A reply up to the end of a piece."""

    last: PieceKind = PieceKind.NOTHING
    pieces: tuple[str, ...] = ()
    cited: tuple[NumberedPath, ...] = ()
    """Paths of the unfinished answer."""
    answers: tuple[tuple[NumberedPath, ...], ...] = ()
    """Paths of each answer whose line is complete."""

    @property
    def text(self) -> str:
        """The text of all pieces."""
        return "".join(self.pieces)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The complete answers, as `read_claims` reads them in the text."""
        return tuple(Claim(tuple(path.number for path in paths), escape_name(paths[0].name)) for paths in self.answers)

    def add(self, kind: PieceKind, piece: str) -> Draft:
        """With one more piece."""
        return replace(self, last=kind, pieces=(*self.pieces, piece))


@dataclass
class Node:
    """A node of the trie of pieces that may follow `before`, by their tokens; `complete` where a piece ends here."""

    before: Draft
    complete: Draft | None = None
    children: dict[int, Node] = field(default_factory=dict)

    @property
    def first(self) -> PieceKind:
        """Kind of a piece that is complete here or below."""
        node = self
        while node.complete is None:
            node = next(iter(node.children.values()))
        return node.complete.last


class ReplyGrammar:
    """The possible replies about one question's paths, token by token."""

    def __init__(self, lm: SteerableLM, paths: Sequence[NumberedPath]) -> None:
        self._paths = paths
        names = {name_piece(path.name) for path in paths}
        texts = [NO_ANSWER, OPEN, COMMA, CLOSE, NEXT_ANSWER, *(str(path.number) for path in paths), *sorted(names)]
        self._tokens = dict(zip(texts, lm.encode_next(texts), strict=True))
        self._end = lm.end

    def continuations(self, draft: Draft) -> Iterator[Draft]:
        """The draft with each piece that may come next; nothing once it has ended."""
        answered = {paths[0].end for paths in draft.answers}
        match draft.last:
            case PieceKind.NOTHING:
                yield draft.add(PieceKind.OPEN, OPEN)
                yield draft.add(PieceKind.NO_ANSWER, NO_ANSWER)
            case PieceKind.OPEN:
                yield from (_cite(draft, path) for path in self._paths if path.end not in answered)
            case PieceKind.COMMA:
                yield from (_cite(draft, path) for path in self._uncited(draft))
            case PieceKind.NUMBER:
                yield draft.add(PieceKind.CLOSE, CLOSE)
                if any(self._uncited(draft)):
                    yield draft.add(PieceKind.COMMA, COMMA)
            case PieceKind.CLOSE:
                with_name = draft.add(PieceKind.NAME, name_piece(draft.cited[0].name))
                yield replace(with_name, cited=(), answers=(*draft.answers, draft.cited))
            case PieceKind.NAME:
                yield draft.add(PieceKind.END, "")
                if any(path.end not in answered for path in self._paths):
                    yield draft.add(PieceKind.NEXT_ANSWER, NEXT_ANSWER)
            case PieceKind.NEXT_ANSWER:
                yield draft.add(PieceKind.OPEN, OPEN)
            case PieceKind.NO_ANSWER:
                yield draft.add(PieceKind.END, "")

    def _uncited(self, draft: Draft) -> Iterator[NumberedPath]:
        """Further paths to the end of the unfinished answer."""
        return (path for path in self._paths if path.end == draft.cited[0].end and path not in draft.cited)

    def trie(self, draft: Draft) -> Node:
        """The root of the trie of pieces that may follow the draft."""
        root = Node(draft)
        for continuation in self.continuations(draft):
            node = root
            is_end = continuation.last is PieceKind.END
            for token in [self._end] if is_end else self._tokens[continuation.pieces[-1]]:
                node = node.children.setdefault(token, Node(draft))
            node.complete = node.complete or continuation  # of two with the same tokens, the better path
        return root

    def options(self, node: Node) -> dict[int, Node]:
        """Each token that may come next and the node it leads to.

        Where a piece is complete its tokens may also go on to a longer one: `1` to `12`, in tokenizers that
        split numbers into digits.
        """
        if node.complete is None:
            return node.children
        return self.options(self.trie(node.complete)) | node.children


def _cite(draft: Draft, path: NumberedPath) -> Draft:
    return replace(draft.add(PieceKind.NUMBER, str(path.number)), cited=(*draft.cited, path))
