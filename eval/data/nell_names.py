"""Names and types of NELL's ids, which hold them both (`concept_city_new_york`), as a file for `--nodes`:

python -m eval.data.nell_names TRIPLES OUT.tsv
"""

from __future__ import annotations

import sys
from pathlib import Path

from rog.graph.files import read_records
from rog.graph.records import EdgeRecord

__all__ = ["main", "name_and_type", "write_names"]


def name_and_type(entity_id: str) -> tuple[str, str] | None:
    """What an id says; None for one that is of another form."""
    first, _, rest = entity_id.partition("_")
    kind, _, name = rest.partition("_")
    return (name.replace("_", " "), kind) if first == "concept" and name else None


def write_names(triples: Path, out: Path) -> None:
    """Write what the ids of the triples say, sorted. Raises SourceError for triples that cannot be read."""
    edges = (record for record in read_records(triples) if isinstance(record, EdgeRecord))
    ids = sorted({entity for edge in edges for entity in (edge.head, edge.tail)})
    rows = [(entity, *known) for entity in ids if (known := name_and_type(entity)) is not None]
    lines = ["id\tname\ttypes", *("\t".join(row) for row in rows)]
    out.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Command line."""
    triples, out = map(Path, sys.argv[1:])
    write_names(triples, out)


if __name__ == "__main__":
    main()
