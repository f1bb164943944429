"""Everyday questions over graphs that nothing was developed on, of eval/questions/everyday:

python -m eval.quality.everyday [GRAPH…] [--planner SPEC] [--reasoner SPEC] [--gold | --recall K…] [--sealed] [--json]
                                [--out FILE]

They are asked, judged and counted as `eval.quality.operations` does.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.quality import operations

__all__ = ["FOLDER", "main"]

FOLDER = operations.FOLDER.parent / "everyday"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line, as that of `eval.quality.operations`."""
    return operations.main(arguments, FOLDER, __doc__)


if __name__ == "__main__":
    raise SystemExit(main())
