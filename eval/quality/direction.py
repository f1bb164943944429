"""Questions that ask for one direction of a relation, of eval/questions/direction:

python -m eval.quality.direction [GRAPH…] [--planner SPEC] [--reasoner SPEC] [--gold] [--sealed] [--json] [--out FILE]

They are asked, judged and counted as `eval.quality.operations` does: forwards, backwards, and where the asked
direction is missing at the topic. There, no answer is right.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.quality import operations

__all__ = ["FOLDER", "main"]

FOLDER = operations.FOLDER.parent / "direction"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line, as that of `eval.quality.operations`."""
    return operations.main(arguments, FOLDER, __doc__)


if __name__ == "__main__":
    raise SystemExit(main())
