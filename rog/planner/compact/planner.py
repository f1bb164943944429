"""The default planner: the shipped encoder-decoder over relations, run by ONNX Runtime.

The model reads the question with one mention replaced by a marker, and a text for each relation. It is defined in
rog/training/compact/model.py. Neither torch nor a download is needed.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby, islice
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rog.doubt.missing_relation import missing_relation
from rog.errors import ModelError
from rog.graph import Graph
from rog.graph.per_graph import PerGraph
from rog.lexicon.lexicon import common_relations
from rog.linker import mask, name_mentions
from rog.outcome import Usage
from rog.planner.compact.absent import absent_steps
from rog.planner.compact.embeddings import cached_embeddings
from rog.planner.compact.files import load_folder, load_shipped
from rog.planner.compact.relation_texts import Descriptions, RelationTexts, Texts
from rog.planner.compact.scorer import FIRST_STEP, CompactScorer, CompactSteps, IntArray, unit_vectors
from rog.planner.compact.weights import FloatArray
from rog.planner.contract import Planned, PlanRequest
from rog.planner.proposing import propose
from rog.planner.proposing.halves import joined, split
from rog.planner.proposing.named_kinds import named_kinds
from rog.planner.proposing.readings import Mark, Readings
from rog.planner.proposing.schema import Schema
from rog.planner.rescoring.answer_type import AnswerTypes
from rog.planner.rescoring.coverage import rescore
from rog.planner.search.beams import BeamSettings, SearchedStart, Start, beam_search
from rog.planner.search.plan_scores import make_starts, score_plans
from rog.types import Topic, make_step
from rog.words.similarity import WordSimilarity
from rog.words.word_ranks import word_ranks

__all__ = ["CompactPlanner", "encode_question"]

MARKER = "[unused0]"
"""Word-piece that stands for the mention. A question cannot spell it, since it is put in as an id."""

MAX_CACHED_GRAPHS = 8
"""Sets of relations whose step embeddings are cached in memory."""

MAX_CACHED_TEXTS = 10_000
"""Words whose vectors are kept."""

RELATIONS_PER_BATCH = 16
"""Texts of relations that the encoder reads in one call, on one core."""

MAX_ENCODER_THREADS = 8
"""Calls of the encoder at a time, where there are as many cores."""


def encode_question(
    tokenizer: Tokenizer, question: str, start: int | None, end: int | None, limit: int, *, named: bool = False
) -> list[int]:
    """Token ids of a question with the mention at [start, end) replaced by the marker.

    With `named` the mention's own tokens follow the marker. At most `limit` ids: words farthest from it are cut.
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
        forms: bool = True,
    ) -> None:
        """Load a model folder, or the shipped one.

        Parts can be switched off, to measure what each contributes (see `rog.planner.compact.options`). `kinds`: the
        types that relations connect are read. `words`: paths are rescored by the question's words. `absent`: relations
        that the graph lacks raise doubt. `forms`: plans count and compare where the question asks for it.

        Raises ModelError.
        """
        self.settings = settings or BeamSettings()
        self._rescores, self._scores_absent, self._reads_forms = words, absent, forms
        self.model = load_folder(folder) if folder else load_shipped()
        self._texts = RelationTexts(partial(word_ranks, self.model.tokenizer), kinds=kinds)
        self._schemas = PerGraph[Schema]()
        self._vector_of: dict[str, FloatArray] = {}
        self._cached_steps: OrderedDict[Texts, CompactSteps] = OrderedDict()

    @property
    def checksum(self) -> str:
        """SHA-256 of the model's weights."""
        return self.model.checksum

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """Plans for each request; see `Planner`. Two questions in one are planned as two, too."""
        halves = [split(request) if self._reads_forms else None for request in requests]
        parts = [part for own in halves if own for part in (own.first, own.second)]
        planned = iter(self._plan([*requests, *parts], graph))
        whole = list(islice(planned, len(requests)))
        return [
            joined(one, own, next(planned), next(planned)) if own else one
            for one, own in zip(whole, halves, strict=True)
        ]

    def _plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        starts: list[Start] = []
        texts: list[list[int]] = []
        for question, request in enumerate(requests):
            starts += make_starts(request, question, len(texts))
            texts += (self._tokens(request.question, topic.span) for topic in request.topics)
        steps, described = self._steps(graph), self._texts.described(graph)
        schema = self._schema(graph, described) if self._reads_forms and described else None
        rows: list[dict[Mark, int]] = []
        for request in requests:
            marks = self._marks(request, schema)
            rows.append({mark: len(texts) + number for number, mark in enumerate(marks)})
            texts += (self._tokens(request.question, mark) for mark in marks)
        if not texts:
            return [Planned(()) for _ in requests]
        memory, mask = self._encode(texts)
        scorer = CompactScorer(self.step_scores, steps, memory, mask, [start.mention for start in starts])
        searched, calls = beam_search(scorer, starts, graph, self.settings)
        if self._rescores:
            searched = self._rescored(requests, searched, steps)
        planned = []
        for question, request in enumerate(requests):
            numbers = [number for number, start in enumerate(starts) if start.question == question]
            by_topic: dict[str, list[int]] = {}
            for number in numbers:
                by_topic.setdefault(starts[number].topic, []).append(number)
            tokens = sum(len(texts[mention]) for mention in {starts[number].mention for number in numbers})
            usage = Usage(model_calls=calls + 1 if numbers else 0, input_tokens=tokens)
            plans = tuple(score_plans(request, [searched[number] for number in numbers], missing_mass_is_doubt=True))
            doubts = tuple(missing_relation(scorer.offered_share(plans, by_topic)))
            calibration = self.model.calibration
            planned.append(
                Planned(plans, usage, counts_for_budget=False, calibration=calibration, ranked=False, doubts=doubts)
            )
        if schema is None:
            return planned
        logits = scorer.first_scores[:, FIRST_STEP : FIRST_STEP + len(steps.embeddings)]
        proposed, mention = [], 0
        for request, own, marked in zip(requests, planned, rows, strict=True):
            read = {topic.span: mention + number for number, topic in enumerate(request.topics)} | marked
            mention += len(request.topics)
            of_marks = {mark: logits[row] for mark, row in read.items()}
            offered = {mark: scorer.first_offered(row) for mark, row in read.items()}
            readings = Readings(steps.places, of_marks, offered, self._vectors, steps.unit_vectors)
            proposed.append(propose(request, own, graph, described, readings, schema))
        return proposed

    def _schema(self, graph: Graph, described: Descriptions) -> Schema:
        return self._schemas.of(graph, lambda one: one.described is described, lambda: Schema(described, graph.kinds()))

    def _marks(self, request: PlanRequest, schema: Schema | None) -> list[Mark]:
        """What is marked in the question beside its topics: nothing, and each kind that it names."""
        if schema is None:
            return []
        readings = Readings(vectors=self._vectors)
        kinds = named_kinds(request.question, name_mentions(request.topics), schema, readings)
        topics = {topic.span for topic in request.topics}
        return [mark for mark in (None, *((kind.start, kind.end) for kind in kinds)) if mark not in topics]

    def _vectors(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors (T, D) of texts, as if they were relations."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._vector_of]
        if missing:
            if len(self._vector_of) > MAX_CACHED_TEXTS:
                self._vector_of = {}
            self._vector_of |= zip(missing, unit_vectors(self._embed(missing)[::2]), strict=True)
        return np.stack([self._vector_of[text] for text in texts])

    def _rescored(
        self, requests: Sequence[PlanRequest], searched: Sequence[SearchedStart], steps: CompactSteps
    ) -> list[SearchedStart]:
        """The same starts, which come mention by mention, with hypotheses rescored by the rest of the question."""
        rests = [_without(request.question, topic) for request in requests for topic in request.topics]
        rescored: list[SearchedStart] = []
        for mention, group in groupby(searched, key=lambda one: one.start.mention):
            candidates = list(group)
            hypotheses = rescore(
                [one.hypotheses for one in candidates], rests[mention], steps.similarity, steps.answer_types
            )
            rescored += (one._replace(hypotheses=best) for one, best in zip(candidates, hypotheses, strict=True))
        return rescored

    def _tokens(self, question: str, mark: Mark) -> list[int]:
        tokenizer, config = self.model.tokenizer, self.model.config
        limit, named = config["max_tokens"], config["named"]
        start, end = mark or (None, None)
        return encode_question(tokenizer, question, start, end, limit, named=named)

    def _encode(self, texts: Sequence[list[int]]) -> tuple[FloatArray, IntArray]:
        tokens, mask = _padded(texts)
        (memory,) = self.model.encoder.run(["memory"], {"tokens": tokens, "mask": mask})
        return memory, mask

    def _steps(self, graph: Graph) -> CompactSteps:
        """What is known of a graph's steps, computed once for a set of relations and their texts."""
        relations, texts = key = self._texts.of(graph)
        steps = self._cached_steps.pop(key, None)
        if steps is None:
            names = (make_step(relation, forward) for relation in relations for forward in (True, False))
            embeddings, text_of = self._embeddings(texts), dict(zip(relations, texts, strict=True))
            steps = CompactSteps(
                {step: column for column, step in enumerate(names, FIRST_STEP)},
                embeddings,
                WordSimilarity(text_of),
                AnswerTypes(text_of),
                self._with_absent(embeddings),
            )
        self._cached_steps[key] = steps
        while len(self._cached_steps) > MAX_CACHED_GRAPHS:
            self._cached_steps.popitem(last=False)
        return steps

    def _with_absent(self, embeddings: FloatArray) -> FloatArray:
        """The embeddings of a graph's steps, and those of common relations that it lacks."""
        if not self._scores_absent:
            return embeddings
        return np.concatenate([embeddings, absent_steps(self._embeddings(common_relations()), embeddings)])

    def _embeddings(self, texts: Sequence[str]) -> FloatArray:
        return cached_embeddings(self.checksum, texts, self.model.config["width"], partial(self._embed, texts))

    def _embed(self, texts: Sequence[str]) -> FloatArray:
        """Texts of relations (R) -> embeddings (2 R, D): forward and inverse step of each in turn."""
        embeddings = np.zeros((len(texts), 2, self.model.config["width"]), np.float32)
        limit = self.model.config["max_tokens"]
        ids = [encode_question(self.model.tokenizer, text, None, None, limit) for text in texts]
        # Texts of about one length go together: the model would spend as long on padding as on words.
        by_length = sorted(range(len(ids)), key=lambda row: len(ids[row]))

        def read(first: int) -> None:
            rows = by_length[first : first + RELATIONS_PER_BATCH]
            tokens, mask = _padded([ids[row] for row in rows])
            (embeddings[rows],) = self.model.encoder.run(["steps"], {"tokens": tokens, "mask": mask})

        # A thread for each batch beats all threads for one: these would wait for each other after each operation.
        with ThreadPoolExecutor(min(os.cpu_count() or 1, MAX_ENCODER_THREADS)) as threads:
            list(threads.map(read, range(0, len(ids), RELATIONS_PER_BATCH)))
        return embeddings.reshape(-1, self.model.config["width"])

    def step_scores(self, memory: FloatArray, mask: IntArray, prefix: FloatArray, steps: FloatArray) -> FloatArray:
        """The decoder: memory and mask of P texts, embeddings (P, L, D) of their prefixes -> logits (P, 2 + S)."""
        feed = {"memory": memory, "memory_mask": mask, "prefix": prefix, "steps": steps}
        (scores,) = self.model.decoder.run(None, feed)
        return np.asarray(scores)


def _without(question: str, topic: Topic) -> str:
    """The question without a mention."""
    return question if topic.span is None else mask(question, *topic.span, " ")


def _padded(texts: Sequence[list[int]]) -> tuple[IntArray, IntArray]:
    """Token lists -> ids and mask, both (B, longest), padded with 0."""
    tokens = np.zeros((len(texts), max(map(len, texts))), np.int64)
    mask = np.zeros_like(tokens)
    for row, ids in enumerate(texts):
        tokens[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return tokens, mask
