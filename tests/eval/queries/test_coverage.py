"""The share of a set of queries that the algebra expresses, counted and stored."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("rdflib")

from eval.queries.coverage import Coverage, coverage, main
from rog.errors import InputError

QUERIES = (
    "SELECT ?x { <u:a> <u:r> ?x }",
    "SELECT ?x ?y { <u:a> <u:r> ?x . ?x <u:s> ?y }",
    "SELECT ?x { <u:a> <u:r>* ?x }",
    "SELECT ?x { <u:a> <u:r>+ ?x }",
    "ASK { ?x ?p ?y }",
    "SELECT ?x { { " + " ".join(f"?x <u:r> <u:{number}> ." for number in range(55))
    + " } UNION { " + " ".join(f"?x <u:s> <u:{number}> ." for number in range(55)) + " } }",
)  # fmt: skip
FOUND = Coverage(
    "own", 6, 2, 1,
    {"a path of any length": 2, "a variable in place of a relation": 1, "larger than a query may be": 1},
)  # fmt: skip


def test_what_is_expressed_is_counted_and_the_rest_by_reasons() -> None:
    assert coverage("own", QUERIES) == FOUND
    assert FOUND.share == pytest.approx(1 / 3)
    assert coverage("none", []).share == 0


def test_the_command_reads_a_folder_and_stores_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps({"id": "1", "sparql": text}) for text in QUERIES] + [json.dumps({"id": "2", "sparql": None})]
    with gzip.open(tmp_path / "own.part.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    out = tmp_path / "coverage.jsonl"
    main(["--data", str(tmp_path), "--out", str(out)])
    assert capsys.readouterr().out.splitlines() == [
        "own: 2 of 6 queries, 33.3%",
        "       1  as several questions",
        "       2  not expressed: a path of any length",
        "       1  not expressed: a variable in place of a relation",
        "       1  not expressed: larger than a query may be",
    ]
    main(["--data", str(tmp_path), "--out", str(out), "--json"])
    assert capsys.readouterr().out == out.read_text("utf-8")
    assert len(out.read_text("utf-8").splitlines()) == 1


def test_a_folder_without_sets_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no files"):
        main(["--data", str(tmp_path), "--out", str(tmp_path / "out.jsonl")])
