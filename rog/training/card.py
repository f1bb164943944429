"""The model card that is written beside a trained model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rog.training.examples import SourceData
from rog.training.recipe import Recipe

__all__ = ["sources_list", "write_card"]


def sources_list(sources: Sequence[SourceData]) -> str:
    """What a model was trained on, a Markdown item for each source."""
    return "\n".join(
        f"- {source.name}: {len(source.relations)} relations, {sum(1 for x in source.train if x.paths):,} examples of "
        f"{len({x.template for x in source.train}):,} templates; {len(source.held_out):,} questions held out"
        for source in sources
    )


def write_card(recipe: Recipe, sources: Sequence[SourceData], metrics: Mapping[str, object], path: Path) -> None:
    """Write what the model is, what it was trained on, how it did, and its licence."""
    path.write_text(
        f"""# Compact planner

Reads a question with one mention marked, and the relations' own words; gives relation paths. Text encoder and
{recipe.decoder_layers} decoder layers, weights as int8, run by ONNX Runtime (`rog.planner.compact`). No parameter
belongs to one relation, so it can be used on graphs that it was not trained on, with less certainty.

- Licence: {recipe.licence}
- Recipe, with the text encoder or model it starts from: `recipe.toml` in this folder

{recipe.notes}

## Trained on

{sources_list(sources)}

## Validation

Question templates held out of training; the whole pipeline with this exported model.

```json
{json.dumps(metrics, indent=1)}
```
""",
        "utf-8",
    )
