"""Which share of published questions the query algebra expresses, by their gold SPARQL, and why not the others:

python -m eval.queries.coverage [--data DATA/sparql] [--out eval/results/coverage.jsonl] [--json]

What a query that is expressed may pass over is said in `rog.training.sparql.read`; several answers that belong together
are counted as expressed by several questions, and beside that apart.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from eval.places import placed
from eval.stored import RESULTS, replace_record
from rog.errors import InputError
from rog.query import Several
from rog.training.sparql.parse import Inexpressible
from rog.training.sparql.read import read_sparql

__all__ = ["Coverage", "coverage", "main", "read_sets"]

NAMES = {
    "lcquad1": "LC-QuAD 1",
    "lcquad2": "LC-QuAD 2",
    "qald9": "QALD-9",
    "dblp-quad": "DBLP-QuAD",
    "webqsp": "WebQSP",
    "rubq2": "RuBQ 2",
}
"""What the sets are called, by how their files begin."""

NOW = datetime(2026, 1, 1)
"""What NOW() is, so that runs are the same every time."""


@dataclass
class Coverage:
    """Of one set of questions, how many queries are expressed, and of the others how many for which reason."""

    dataset: str
    queries: int = 0
    expressed: int = 0
    as_several: int = 0
    """Of those expressed, how many by several questions, without what belongs together."""
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        return self.expressed / self.queries if self.queries else 0.0


def coverage(dataset: str, texts: Iterable[str]) -> Coverage:
    """Reads each query."""
    found, reasons = Coverage(dataset), Counter[str]()
    for text in texts:
        found.queries += 1
        try:
            query = read_sparql(text, now=NOW)
        except Inexpressible as error:
            reasons[str(error)] += 1
        except InputError:
            reasons["larger than a query may be"] += 1
        else:
            found.expressed += 1
            found.as_several += isinstance(query, Several)
    found.reasons = dict(sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0])))
    return found


def read_sets(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The name and the queries of each set of a folder; questions without a query are left out. Raises InputError."""
    files = sorted(folder.glob("*.jsonl.gz"))
    if not files:
        raise InputError(f"{folder}: no files NAME.jsonl.gz (ROG_DATA says where shared data is)")
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line).get("sparql") for line in lines]
        name = file.name.partition(".")[0]
        yield NAMES.get(name, name), [text for text in texts if text]


def report(found: Coverage) -> str:
    """A line for the share, and one for each reason."""
    lines = [f"{found.dataset}: {found.expressed:,} of {found.queries:,} queries, {found.share:.1%}"]
    if found.as_several:
        lines.append(f"  {found.as_several:6,}  as several questions")
    lines += (f"  {count:6,}  not expressed: {reason}" for reason, count in found.reasons.items())
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.queries.coverage", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(placed("DATA/sparql")), help="folder of NAME.jsonl.gz")
    parser.add_argument("--out", type=Path, default=RESULTS / "coverage.jsonl", help="file of such reports")
    parser.add_argument("--json", action="store_true", help="print the reports as JSON lines")
    args = parser.parse_args(arguments)
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # IRIs that it finds odd
    for name, texts in read_sets(args.data):
        found = coverage(name, tqdm(texts, desc=name, unit=" queries", leave=False))
        replace_record(args.out, asdict(found), ["dataset"])
        print(json.dumps(asdict(found), ensure_ascii=False) if args.json else report(found))


if __name__ == "__main__":
    main()
