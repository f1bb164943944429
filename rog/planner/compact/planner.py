"""The default planner: the shipped encoder-decoder over relations, run by ONNX Runtime.

The model reads the question with one mention replaced by a marker, and each relation by its text
(rog/training/compact/model.py defines it). Neither torch nor a download is needed.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rog.errors import ModelError
from rog.graph import Graph
from rog.lexicon.lexicon import common_relations
from rog.linker import mask
from rog.planner.compact.absent import absent_steps
from rog.planner.compact.embeddings import kept_embeddings
from rog.planner.compact.files import load_folder, load_shipped
from rog.planner.compact.relation_texts import RelationTexts, Texts
from rog.planner.compact.scorer import FIRST_STEP, CompactScorer, CompactSteps, IntArray
from rog.planner.compact.weights import FloatArray
from rog.planner.contract import Planned, PlanRequest
from rog.planner.search.beams import BeamSettings, Finished, Start, beam_search
from rog.planner.search.meeting import join_plans, starts_of
from rog.planner.weighing.asked_kind import AskedKinds
from rog.planner.weighing.negation import denying, share_as_negated
from rog.planner.weighing.said import favour_said
from rog.types import Topic, Usage, make_step
from rog.words.likeness import WordLikeness
from rog.words.word_ranks import word_ranks

__all__ = ["CompactPlanner", "encode_question"]

MARKER = "[unused0]"
"""Word-piece that stands for the mention; a question cannot spell it, since it is put in as an id."""

GRAPHS_KEPT = 8
"""Step embeddings are kept in memory for this many sets of relations."""

RELATIONS_TOGETHER = 16
"""Texts of relations that the encoder reads in one call, on one core."""

MOST_THREADS = 8
"""Calls of the encoder at a time, where there are as many cores."""


def encode_question(
    tokenizer: Tokenizer, question: str, start: int | None, end: int | None, limit: int, *, named: bool = False
) -> list[int]:
    """Token ids of a question with the mention at [start, end) replaced by the marker; `named` keeps it behind that.

    At most `limit` ids: words farthest from the mention are cut.
    """
    classify, separate, marker = (_token(tokenizer, text) for text in ("[CLS]", "[SEP]", MARKER))
    if start is None or end is None:
        ids = tokenizer.encode(question, add_special_tokens=False).ids
        return [classify, *ids[: limit - 2], separate]
    left = tokenizer.encode(question[:start], add_special_tokens=False).ids
    right = tokenizer.encode(question[end:], add_special_tokens=False).ids
    name = tokenizer.encode(question[start:end], add_special_tokens=False).ids[: limit // 4] if named else []
    room = limit - 3 - len(name)
    keep_left = min(len(left), max(room - len(right), room // 2))
    kept_left = left[len(left) - keep_left :]
    return [classify, *kept_left, marker, *name, *right[: room - keep_left], separate]


def _token(tokenizer: Tokenizer, text: str) -> int:
    token = tokenizer.token_to_id(text)
    if token is None:
        raise ModelError(f"the model's tokenizer has no token {text!r}")
    return token


class CompactPlanner:
    """The compact model as a planner. One object may plan for many graphs and from many threads."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        settings: BeamSettings | None = None,
        kinds: bool = True,
        words: bool = True,
        absent: bool = True,
    ) -> None:
        """Load a model folder, or the shipped one.

        Without `kinds` what relations connect is not read, without `words` plans are not weighed by what they
        leave unsaid (rog/planner/weighing/said.py), and without `absent` relations that the graph lacks raise no
        doubt: to measure what each is worth.

        Raises ModelError.
        """
        self.settings = settings or BeamSettings()
        self._weighs_words, self._compares_absent = words, absent
        self.model = load_folder(folder) if folder else load_shipped()
        self._texts = RelationTexts(partial(word_ranks, self.model.tokenizer), kinds=kinds)
        self._known: OrderedDict[Texts, CompactSteps] = OrderedDict()

    @property
    def checksum(self) -> str:
        """SHA-256 of the model's weights."""
        return self.model.checksum

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """Plans for each request; see `Planner`."""
        starts: list[Start] = []
        texts: list[list[int]] = []
        for group, request in enumerate(requests):
            starts += starts_of(request, group, len(texts))
            texts += (self._tokens(request.question, topic) for topic in request.topics)
        if not starts:
            return [Planned(()) for _ in requests]
        steps = self._steps(graph)
        scorer = CompactScorer(self.step_scores, steps, *self._encode(texts), [start.text for start in starts])
        numbered = [start._replace(text=number) for number, start in enumerate(starts)]
        finished, nothing, calls = beam_search(scorer, numbered, graph, self.settings)
        if self._weighs_words:
            finished = self._favoured(requests, starts, finished, steps)
        planned = []
        for group, request in enumerate(requests):
            own = [index for index, start in enumerate(starts) if start.group == group]
            chosen = ([part[index] for index in own] for part in (starts, finished, nothing))
            tokens = sum(len(texts[text]) for text in {starts[index].text for index in own})
            usage = Usage(model_calls=calls + 1 if own else 0, input_tokens=tokens)
            plans = tuple(join_plans(request, *chosen, proper=True))  # type: ignore[arg-type]
            by_topic: dict[str, list[int]] = {}
            for index in own:
                by_topic.setdefault(starts[index].topic, []).append(index)
            worth = scorer.share_offered(plans, by_topic) * share_as_negated(request, plans, steps.negated)
            planned.append(Planned(plans, usage, budgeted=False, calibration=self.model.calibration.scaled(worth)))
        return planned

    def _favoured(
        self,
        requests: Sequence[PlanRequest],
        starts: Sequence[Start],
        finished: Sequence[list[Finished]],
        steps: CompactSteps,
    ) -> list[list[Finished]]:
        """The paths of all starts, which come mention by mention, weighed by what they say of the rest."""
        rests = [_without(request.question, topic) for request in requests for topic in request.topics]
        favoured: list[list[Finished]] = []
        for text, own in groupby(zip(starts, finished, strict=True), key=lambda pair: pair[0].text):
            favoured += favour_said([paths for _, paths in own], rests[text], steps.words, steps.kinds)
        return favoured

    def _tokens(self, question: str, topic: Topic) -> list[int]:
        tokenizer, config = self.model.tokenizer, self.model.config
        limit, named = config["max_tokens"], config["named"]
        return encode_question(tokenizer, question, topic.start, topic.end, limit, named=named)

    def _encode(self, texts: Sequence[list[int]]) -> tuple[FloatArray, IntArray]:
        tokens, mask = _padded(texts)
        (memory,) = self.model.encoder.run(["memory"], {"tokens": tokens, "mask": mask})
        return memory, mask

    def _steps(self, graph: Graph) -> CompactSteps:
        """Embeddings of a graph's steps, computed once for a set of relations and their texts."""
        relations, texts = known = self._texts.of(graph)
        steps = self._known.pop(known, None)
        if steps is None:
            names = (make_step(relation, ahead) for relation in relations for ahead in (True, False))
            embeddings, called = self._embedded(texts), dict(zip(relations, texts, strict=True))
            steps = CompactSteps(
                {step: FIRST_STEP + at for at, step in enumerate(names)},
                embeddings,
                WordLikeness(called),
                AskedKinds(called),
                self._with_absent(embeddings),
                denying(called),
            )
        self._known[known] = steps
        while len(self._known) > GRAPHS_KEPT:
            self._known.popitem(last=False)
        return steps

    def _with_absent(self, embeddings: FloatArray) -> FloatArray:
        """The embeddings of a graph's steps, and those of common relations that it lacks."""
        if not self._compares_absent:
            return embeddings
        return np.concatenate([embeddings, absent_steps(self._embedded(common_relations()), embeddings)])

    def _embedded(self, texts: Sequence[str]) -> FloatArray:
        return kept_embeddings(self.checksum, texts, self.model.config["width"], partial(self._embed, texts))

    def _embed(self, texts: Sequence[str]) -> FloatArray:
        """Texts of relations (R) -> embeddings (2 R, D): forward and inverse step of each in turn."""
        embeddings = np.zeros((len(texts), 2, self.model.config["width"]), np.float32)
        limit = self.model.config["max_tokens"]
        ids = [encode_question(self.model.tokenizer, text, None, None, limit) for text in texts]
        # Texts of about one length go together: the model would spend as long on padding as on words.
        by_length = sorted(range(len(ids)), key=lambda at: len(ids[at]))

        def read(first: int) -> None:
            rows = by_length[first : first + RELATIONS_TOGETHER]
            tokens, mask = _padded([ids[row] for row in rows])
            (embeddings[rows],) = self.model.encoder.run(["steps"], {"tokens": tokens, "mask": mask})

        # A thread for each batch beats all threads for one: they need not wait for each other after each operation.
        with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as threads:
            list(threads.map(read, range(0, len(ids), RELATIONS_TOGETHER)))
        return embeddings.reshape(-1, self.model.config["width"])

    def step_scores(self, memory: FloatArray, mask: IntArray, prefix: FloatArray, steps: FloatArray) -> FloatArray:
        """The decoder: memory and mask of P texts, embeddings (P, L, D) of their prefixes -> scores (P, 2 + S)."""
        feed = {"memory": memory, "memory_mask": mask, "prefix": prefix, "steps": steps}
        (scores,) = self.model.decoder.run(None, feed)
        return np.asarray(scores)


def _without(question: str, topic: Topic) -> str:
    """The question without a mention."""
    return question if topic.start is None or topic.end is None else mask(question, topic.start, topic.end, " ")


def _padded(texts: Sequence[list[int]]) -> tuple[IntArray, IntArray]:
    """Token lists -> ids and mask, both (B, longest), padded with 0."""
    tokens = np.zeros((len(texts), max(map(len, texts))), np.int64)
    mask = np.zeros_like(tokens)
    for row, ids in enumerate(texts):
        tokens[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return tokens, mask
