"""The lexicon of relations, the questions made from words alone, and those of a graph in the lexicon's words."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("lemminflect", reason="training takes the extra rog[train]")

from rog.errors import SourceError
from rog.graph import open_graph
from rog.lexicon.lexicon import Lexicon, bare_verb, read_lexicon
from rog.training.from_graphs.make import QuestionSettings, make_questions
from rog.training.from_words.questions import TOPIC_SIGN, WordQuestion, WordQuestions, WordSettings
from rog.types import Step, read_step
from rog.wording.grammar import plural, read_relation
from rog.wording.phrases import ask_path
from rog.wording.sides import LexiconIndex, sides_of

GROUPS = read_lexicon()
BORN = """
person, actor > city, town
names: birth place | pob
noun: place of birth | birthplace
noun back: native
verb: was born in | comes from
verb back: is the birthplace of
ask: where was {} born | where is {} from
ask back: who was born in {}
"""


@pytest.fixture(scope="module")
def words() -> WordQuestions:
    return WordQuestions(Lexicon(GROUPS), ("Ann Lee", "Oslo", "The Red House"), written=len(GROUPS))


def test_the_lexicon_that_comes_with_rog_is_whole() -> None:
    assert len(GROUPS) > 1000
    for number, group in enumerate(GROUPS):
        assert group.ahead.group == group.back.group == number
        assert group.ahead.asks
        assert group.ahead.nouns or group.ahead.verbs
        assert all(question.count("{}") == 1 for question in (*group.ahead.asks, *group.back.asks))


def test_a_group_is_read_in_both_directions(tmp_path: Path) -> None:
    file = tmp_path / "born.txt"
    file.write_text(f"# a comment\n{BORN}", "utf-8")
    (group,) = read_lexicon([file])
    assert group.ahead.nouns == ("place of birth", "birthplace")
    assert group.ahead.source_kinds == group.back.target_kinds == ("person", "actor")
    assert group.back.verbs == group.ahead.target_verbs == ("is the birthplace of",)
    assert group.back.asks == ("who was born in {}",)
    assert {"birth place", "born in", "comes from", "native", "birthplace of"} <= group.phrases


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("person city\nnoun: home\nask: where is {}", "begins with its kinds"),
        ("person > city\nnoun: home", "has 'ask'"),
        ("person > city\nask: where is {}", "'noun' or 'verb'"),
        ("person > city\nnuon: home\nask: where is {}", "'nuon: home' is no field"),
        ("person > city\nnoun: home\nnoun: house\nask: where is {}", "'noun: house' is no field of a group, or there"),
    ],
)
def test_a_malformed_group_is_named_by_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "wrong.txt"
    file.write_text(f"{BORN}\n\n{text}\n", "utf-8")
    with pytest.raises(SourceError) as caught:
        read_lexicon([file])
    assert said in str(caught.value)
    assert f"{file}:12" in str(caught.value)


@pytest.mark.parametrize(
    ("verb", "bare"),
    [("was born in", "born in"), ("plays for", "plays for"), ("is the birthplace of", "birthplace of"),
     ("has been married to", "married to"), ("has won", "has won"), ("is where {} was born", "where was born")],
)  # fmt: skip
def test_names_leave_the_auxiliary_out(verb: str, bare: str) -> None:
    assert bare_verb(verb) == bare


def test_a_seed_gives_one_question(words: WordQuestions) -> None:
    assert [words.draw(Random(seed)) for seed in range(50)] == [words.draw(Random(seed)) for seed in range(50)]
    assert len({words.draw(Random(seed)).question for seed in range(200)}) > 190


def test_questions_mark_their_topic_and_offer_their_path(words: WordQuestions) -> None:
    hops: Counter[int] = Counter()
    for seed in range(500):
        made = words.draw(Random(seed))
        assert TOPIC_SIGN not in made.question
        assert 0 <= made.start < made.end <= len(made.question)
        texts = [relation.text for relation in made.relations]
        assert len(set(texts)) == len(texts)
        assert {read_step(step)[0] for step in made.path} <= set(texts)
        hops[len(made.path)] += 1
        if made.path:
            assert made.question[made.start : made.end] in words.names
            assert [relation for relation in made.relations if relation.group not in made.alike]
    assert all(hops[length] > 20 for length in (0, 1, 2, 3))


def test_other_relations_of_a_question_say_something_else(words: WordQuestions) -> None:
    for seed in range(300):
        made = words.draw(Random(seed))
        own = {read_step(step)[0] for step in made.path}
        groups = {relation.group for relation in made.relations if relation.text in own}
        others = {relation.group for relation in made.relations if relation.text not in own}
        if made.path:
            assert groups <= made.alike
            assert others.isdisjoint(made.alike)


def test_shares_of_what_is_asked_are_kept() -> None:
    lexicon = Lexicon(GROUPS)
    only = WordSettings(hops=(1.0,), siblings=0.0, meeting=0.0, mediated=0.0, no_topic=0.0, unsaid=0.0)
    words = WordQuestions(lexicon, ("Oslo",), only, written=len(GROUPS))
    assert {len(words.draw(Random(seed)).path) for seed in range(200)} == {1}
    same = WordSettings(siblings=1.0, beyond=0.0, both_ways=0.0, no_topic=0.0, mediated=0.0)
    siblings = WordQuestions(lexicon, ("Oslo",), same, written=len(GROUPS))
    made = [siblings.draw(Random(seed)) for seed in range(100)]
    back = [question for question in made if len(question.path) == 2]
    assert len(back) > 80
    turned = [read_step(one.path[0])[0] == read_step(one.path[1])[0] for one in back]
    assert sum(turned) > 0.9 * len(back)


def test_common_relations_are_drawn_more_often() -> None:
    marked = sum(group.common for group in GROUPS)
    assert 0.15 * len(GROUPS) < marked < 0.35 * len(GROUPS)
    shares = []
    for common in (0.0, 0.6):
        settings = WordSettings(common=common, siblings=0.0, meeting=0.0, mediated=0.0, no_topic=0.0, unsaid=0.0)
        words = WordQuestions(Lexicon(GROUPS), ("Oslo",), settings, written=len(GROUPS))
        numbers = {
            relation.text: relation.group for seed in range(300) for relation in words.draw(Random(seed)).relations
        }
        steps = [read_step(step)[0] for seed in range(300) for step in words.draw(Random(seed)).path]
        shares.append(sum(GROUPS[numbers[step]].common for step in steps if step in numbers) / len(steps))
    assert shares[0] < 0.5 < shares[1]


def test_the_last_step_may_be_left_unsaid_but_for_what_it_leads_to() -> None:
    settings = WordSettings(siblings=0.0, meeting=0.0, no_topic=0.0, called=0.0, unsaid=1.0, further=0.0)
    words = WordQuestions(Lexicon(GROUPS), ("Oslo",), settings, written=len(GROUPS))
    for seed in range(100):
        made = words.draw(Random(seed))
        before, last = (GROUPS[_group_of(made, step)] for step in made.path)
        said = [kind for kind in last.ahead.nouns if re.search(rf"\b({kind}|{plural(kind)})\b", made.question)]
        assert set(said).difference(before.ahead.target_kinds)


def test_a_topic_may_be_called_what_it_is() -> None:
    settings = WordSettings(hops=(1.0,), siblings=0.0, meeting=0.0, mediated=0.0, no_topic=0.0, unsaid=0.0, called=1.0)
    words = WordQuestions(Lexicon(GROUPS), ("Oslo",), settings, written=len(GROUPS))
    for seed in range(100):
        made = words.draw(Random(seed))
        group = GROUPS[_group_of(made, made.path[0])]
        kinds = "|".join((*group.ahead.source_kinds, *group.back.source_kinds))
        assert re.search(rf"(?i)the ({kinds}) Oslo|Oslo the ({kinds})|the Oslo ({kinds})", made.question)
        assert made.question[made.start : made.end] == "Oslo"


def _group_of(made: WordQuestion, step: Step) -> int:
    return next(relation.group for relation in made.relations if relation.text == read_step(step)[0])


def test_a_path_may_be_asked_for_by_nouns_alone() -> None:
    spouse, father = (
        next(group for group in GROUPS if noun in group.ahead.nouns).ahead for noun in ("spouse", "father")
    )
    wordings = [ask_path([spouse, father], "Ann", Random(seed)) for seed in range(400)]
    fathers = "|".join(father.nouns)
    spouses = "|".join(spouse.nouns)
    assert any(re.search(rf"({fathers}) of (the )?({spouses}) of Ann$", wording) for wording in wordings)
    assert any(re.search(rf"Ann's ({spouses})'s ({fathers})$", wording) for wording in wordings)
    assert any(re.search(rf"({fathers}) of Ann's ({spouses})$", wording) for wording in wordings)


@pytest.mark.parametrize(
    ("name", "other", "asked"),
    [
        ("directed by", "filmmaker", "who directed {}"),
        ("spouse", "is married to", None),
        ("born in", "birthplace", None),
    ],
)
def test_a_relation_gets_the_words_of_its_groups(name: str, other: str, asked: str | None) -> None:
    reading = read_relation(name)
    known = LexiconIndex(GROUPS).find(name, reading)
    assert known
    ahead, back = sides_of(reading, known, "film", "person")
    assert other in {*ahead.nouns, *ahead.verbs}
    assert ahead.source_kinds[0] == back.target_kinds[0] == "film"
    assert asked is None or asked in ahead.asks


def test_a_relation_that_the_lexicon_does_not_know_keeps_its_own_words() -> None:
    reading = read_relation("zorbs with")
    assert LexiconIndex(GROUPS).find("zorbs with", reading) == []
    ahead, back = sides_of(reading, [], "", "")
    assert ahead.nouns or ahead.verbs
    assert ahead.asks == back.asks == ()


def test_questions_of_a_graph_in_natural_words_are_answered_by_their_paths() -> None:
    graph = open_graph("world")
    plain = list(make_questions(graph, QuestionSettings(count=40, seed=3)))
    natural = list(make_questions(graph, QuestionSettings(count=40, seed=3, style="natural")))
    assert [question.gold_paths for question in natural] == [question.gold_paths for question in plain]
    assert sum(one.question != other.question for one, other in zip(natural, plain, strict=True)) > 35
    for question in natural:
        (path,) = question.gold_paths
        assert tuple(graph.ends([(question.topics[0], path)], 1000)[0]) == question.answers
