"""Normal forms, words, and the index of names."""

from __future__ import annotations

import random
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rog.graph.names import trigrams
from rog.graph.names.index import NameIndex
from rog.graph.names.matching import EntityNames, similarity
from rog.words.normal_form import normalize, word_spans


class Store:
    """Entities called by the given forms; the number of edges is given or the entity's number."""

    def __init__(self, *forms: EntityNames | str, degrees: list[int] | None = None) -> None:
        self.entities = [form if isinstance(form, EntityNames) else EntityNames(form, form) for form in forms]
        self.degrees = degrees if degrees is not None else [0] * len(self.entities)
        pairs = [(name, at) for at, (key, label, more) in enumerate(self.entities) for name in {key, label, *more}]
        self.index = NameIndex.build(pairs)

    def names_of(self, entity: int) -> EntityNames:
        return self.entities[entity]

    def degree(self, entity: int) -> int:
        return self.degrees[entity]

    def find(self, text: str, limit: int = 10, *, fuzzy: bool = False) -> list[str]:
        return [match.id for match in self.index.find(text, limit, self, fuzzy=fuzzy)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("The Godfather: Part II", "the godfather part ii"),
        ("  Crème   BRÛLÉE ", "creme brulee"),
        ("e\u0301", "e"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁlm", "film"),
        ("maintained_by", "maintained by"),
        ("½", "1 2"),
        ("हिन्दी", "हिन्दी"),
        ("שָׁלוֹם", unicodedata.normalize("NFC", "שָׁלוֹם")),
        ("東京タワー", "東京タワー"),
        ("한국", "한국"),
        ("!!!", "!!!"),
        (" 👩‍👩‍👧 ", "👩‍👩‍👧"),
        ("\u0301", "\u0301"),
        ("", ""),
        (" \t\n\0", ""),
        ("a\nb", "a b"),
    ],
)
def test_normal_form(text: str, form: str) -> None:
    assert normalize(text) == form


@settings(deadline=None, max_examples=300)
@given(st.text())
def test_a_normal_form_is_its_own(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_agrees(text: str) -> None:
    longer = normalize(text + " é")
    words = " ".join(text[start:end] for start, end in word_spans(text))
    assert longer == f"{normalize(words)} e".strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Who directed Amélie?", ["Who", "directed", "Amélie"]),
        ("O'Brien's 2nd", ["O", "Brien", "s", "2nd"]),
        ("東京 is", ["東", "京", "is"]),
        ("ABC東京", ["ABC", "東", "京"]),
        ("東京ABC", ["東", "京", "ABC"]),
        ("กรุงเทพ", ["ก", "รุ", "ง", "เ", "ท", "พ"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("e\u0301a !\u0301", ["e\u0301a"]),
        ("?!", []),
        ("", []),
        ("a", ["a"]),
        ("é", ["é"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in word_spans(text)] == words


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(max_codepoint=0x0DFF)))
def test_words_agree_with_the_normal_form(text: str) -> None:
    spans = word_spans(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    words = " ".join(normalize(text[start:end]) for start, end in spans)
    assert not words or words == normalize(text)


def test_found_by_id_name_and_alias() -> None:
    store = Store(EntityNames("Q1", "Zürich", ("Turicum",)), "Basel")
    matches = [store.index.find(text, 5, store)[0] for text in ("Q1", "Zürich", "Turicum", "zurich", "TURICUM")]
    assert [match.id for match in matches] == ["Q1"] * 5
    assert [match.kind for match in matches] == ["id", "name", "alias", "name", "alias"]
    assert [match.matched for match in matches] == ["Q1", "Zürich", "Turicum", "Zürich", "Turicum"]
    assert [match.score == 1 for match in matches] == [True, True, True, False, False]
    assert store.find("Bern") == []


def test_letter_for_letter_then_edges_then_id() -> None:
    store = Store("It", "it", "IT", "iT", degrees=[0, 5, 7, 7])
    assert store.find("It") == ["It", "IT", "iT", "it"]
    assert store.find("It", 2) == ["It", "IT"]
    assert store.find("It", 0) == []


def test_most_edges_first_in_what_is_stored() -> None:
    index = NameIndex.from_normalised(lambda: iter([(["a", "b", "a"], np.array([0, 1, 2]))]), np.array([1, 0, 9]))
    assert index.lookup("A").tolist() == [2, 0]
    assert index.lookup("b").tolist() == [1]
    assert index.lookup("c").tolist() == []


def test_nothing_is_found_in_nothing() -> None:
    store = Store()
    assert len(store.index) == 0
    assert store.find("anything", fuzzy=True) == []
    assert store.index.near("anything") == []


@pytest.mark.parametrize("text", ["", "   ", "\ud800", "a\ud800bcdef", "?", "x" * 100_000, "\x00"])
def test_strange_texts_find_nothing(text: str) -> None:
    assert Store("Paris", "London").find(text, fuzzy=True) == []


@pytest.mark.parametrize("name", ["!!!", "\x00!", "a\nb", "x" * 10_000, "日本", "\u202eabc", "'; --"])
def test_strange_names_are_found(name: str) -> None:
    assert Store("other", name).find(name) == [name]


def test_a_name_of_many_entities() -> None:
    forms = [EntityNames(f"Q{number:05}", "Untitled") for number in range(500)]
    store = Store(*forms, degrees=list(range(500)))
    assert store.find("untitled", 2) == ["Q00499", "Q00498"]


@pytest.mark.parametrize("text", ["pairs", "pari", "pariss", "parus", "aprs i", "aprais", "Pâirs"])
def test_one_wrong_letter(text: str) -> None:
    store = Store("Paris", "London", "Berlin", "Parana")
    assert store.find(text) == []
    found = store.find(text, fuzzy=True)
    assert found == (["Paris"] if text not in {"aprs i", "aprais"} else [])


def test_the_likeness_of_what_is_misspelled() -> None:
    store = Store("Barack Obama", "Michelle Obama")
    (match,) = store.index.find("Barak Obama", 5, store, fuzzy=True)
    assert (match.id, match.matched, match.kind) == ("Barack Obama", "Barack Obama", "fuzzy")
    assert 0.8 < match.score < 0.95
    exact = store.index.find("barack obama", 5, store, fuzzy=True)[0]
    assert exact.kind == "id"
    assert exact.score > match.score


def test_short_texts_are_not_guessed() -> None:
    assert Store("Up", "Her", "Cat").find("Hat", fuzzy=True) == []


def test_an_omission_or_transposition_in_any_of_many_names_is_found() -> None:
    chance = random.Random(5)
    names = sorted({"".join(chance.choices("aeioubcdlmnrst", k=chance.randint(5, 12))) for _ in range(20_000)})
    store = Store(*names)
    for name in chance.sample(names, 200):
        at = chance.randrange(len(name) - 1)
        omitted = name[:at] + name[at + 1 :]
        exchanged = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        for wrong in (omitted, exchanged):
            assert name in store.find(wrong, 1000, fuzzy=True), (name, wrong)


@pytest.mark.parametrize("below", [3, 200, 20_000, 2**31 - 2])
def test_packed_postings_come_back(below: int) -> None:
    chance = np.random.default_rng(below)
    lists = [np.unique(chance.integers(0, below, size)) for size in (1, 40, 2, 300, 1, 5)] + [np.array([0, below])]
    pairs = np.concatenate([code << trigrams.KEY_BITS | keys for code, keys in enumerate(lists)])
    packed, sizes = trigrams._pack(pairs)
    offsets = np.cumsum([0, *sizes])
    assert offsets[-1] == len(packed) <= 5 * len(pairs)
    for order in (range(7), [6, 3, 0], [4], [1, 1]):
        parts = [packed[offsets[at] : offsets[at + 1]] for at in order]
        assert np.array_equal(trigrams._unpack(parts), np.concatenate([lists[at] for at in order]))


@pytest.mark.parametrize(("block", "at_once"), [(1 << 16, 1 << 20), (7, 1), (64, 100), (1, 9)])
def test_trigrams_of_many_keys_in_any_blocks(block: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trigrams, "KEYS_PER_BLOCK", block)
    monkeypatch.setattr(trigrams, "POSTINGS_PER_BATCH", at_once)
    keys = [f"{first}{second}é{first}" for first in "abcdefgh" for second in "nmopq"] + ["x" * 200, "", "zz"]
    index = trigrams.TrigramIndex.build(iter(keys), len(keys))
    padded = [b"\0\0" + key.encode() + b"\0\0" if 0 < len(key) < 150 else b"" for key in keys]
    wanted: dict[int, list[int]] = {}
    for number, key in enumerate(padded):
        for code in sorted({int.from_bytes(key[at : at + 3], "big") for at in range(len(key) - 2)}):
            wanted.setdefault(code, []).append(number)
    sections = index.sections()
    offsets, postings = sections["offsets"].tolist(), sections["postings"]
    lists = [trigrams._unpack([postings[start:stop]]).tolist() for start, stop in pairwise(offsets)]
    assert dict(zip(sections["codes"].tolist(), lists, strict=True)) == wanted
    assert index.candidates("anéa")[0] == 0


@pytest.mark.parametrize("dense", [0, 1000])
def test_all_names_within_reach_are_found(dense: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trigrams, "MAX_TABLE_RATIO", dense)
    drawn = random.Random(0)
    words = ["".join(drawn.choices("abé東", (4, 4, 1, 1), k=drawn.randint(3, 18))) for _ in range(300)]
    forms = sorted({normalize(word) for word in words})
    index = NameIndex.build((form, number) for number, form in enumerate(forms))
    for word in words:
        letters = list(word)
        for _ in range(drawn.randint(1, 2)):
            at = drawn.randrange(len(letters))
            letters[at : at + 2] = drawn.choice((letters[at : at + 2][::-1], ["x"], [*letters[at : at + 2], "b"]))
        wanted = normalize("".join(letters))
        alike = {form: similarity(wanted, form) for form in forms}
        assert dict(index.near(wanted)) == {form: share for form, share in alike.items() if share}


def test_many_short_names_of_rare_trigrams_do_not_hide_the_one_that_is_near() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    beside = [f"kristofferson {one}{other}" for one in letters for other in letters]
    beside += [f"{one}{other}{third} memorial" for one in letters[:8] for other in letters for third in letters]
    names = ("kristofferson memorial", *beside)
    index = NameIndex.build((name, number) for number, name in enumerate(names))
    for wrong in ("kristofferson memorail", "kristofferson memoril", "kristofferson nemorial"):
        assert "kristofferson memorial" in dict(index.near(wrong))


def test_no_keys_at_all() -> None:
    assert trigrams.TrigramIndex.build([], 0).candidates("any") == []
    assert trigrams.TrigramIndex.build([""], 1).candidates("any") == []


def test_stored_and_mapped_again() -> None:
    store = Store("Paris", "Zürich", "東京")
    again = NameIndex.from_sections({name: array.copy() for name, array in store.index.sections().items()})
    assert len(again) == 3
    assert [match.id for match in again.find("zurihc", 5, store, fuzzy=True)] == ["Zürich"]
    assert [match.id for match in again.find("東京", 5, store)] == ["東京"]
