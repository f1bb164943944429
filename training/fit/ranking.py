"""Fit the ranker of executed plans, what its probabilities are worth, and what each doubt is:

python -m training.fit.ranking [training/ranking.toml] [--graphs runs/data/ranking.jsonl.gz] [--write]

The questions are those of `python -m training.ranking_questions`, made anew without `--graphs`. The ranker is fitted on
those that are trained on; probabilities and doubts on those that are held out. The table says of both how often the
first answer is right, how often it is sure, and how often what is sure is right. `--write` puts the weights into
rog/ranking/weights.json and rog/doubt/weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from rog.calibration import LOW_CONFIDENCE_THRESHOLD
from rog.doubt.confidence import WEIGHTS, weighed
from rog.outcome import Doubt, DoubtName
from rog.planner import load_planner
from rog.ranking.model import RankingModel, write_ranking
from rog.ranking.ranker import Ranker
from rog.training.commands import run_commands
from rog.training.ranking.examples import RankingGraph, read_ranking
from rog.training.ranking.fit import Best, best_of, fit_confidence, fit_ranking, shares_of
from rog.training.ranking.observe import Observation, observe
from rog.training.ranking.recipe import RankingRecipe, RankingSource, ranking_graphs
from rog.training.recipe import read_commands, read_recipe

__all__ = ["main"]

RANKING, DOUBTS = Path("rog/ranking/weights.json"), Path("rog/doubt/weights.json")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.fit.ranking", description=__doc__)
    parser.add_argument("recipe", type=Path, nargs="?", default=Path("training/ranking.toml"))
    parser.add_argument("--graphs", type=Path, metavar="FILE", help="graphs with questions that were made before")
    parser.add_argument("--write", action="store_true", help="put the weights where rog reads them")
    args = parser.parse_args(arguments)
    recipe = read_recipe(args.recipe, RankingRecipe, RankingSource)
    if not args.graphs:
        run_commands(read_commands(args.recipe))
    graphs = read_ranking(args.graphs) if args.graphs else ranking_graphs(recipe)
    observations = list(_observed(graphs))
    trained = [one for one in observations if not one.held_out]
    kept = [one for one in observations if one.held_out]
    weights = {source.name: source.weight for source in recipe.data} | {"made": recipe.made_weight}
    shares = shares_of(trained, weights, recipe.unanswerable)
    model = fit_ranking(trained, shares, min_signal=recipe.min_signal, penalty=recipe.penalty)
    answered = [(best, one) for one in kept if (best := best_of(model, one)) is not None]
    shares = shares_of([one for _, one in answered], weights, recipe.unanswerable)
    calibration, doubts = fit_confidence([best for best, _ in answered], shares)
    model = replace(model, calibration=calibration)
    for name, part in (("trained on", trained), ("held out", kept)):
        print(f"\n{name}\n{_table(model, doubts, part)}")
    print("\nodds are multiplied by", ", ".join(f"{name} {weight:.2f}" for name, weight in doubts.items()))
    if args.write:
        RANKING.write_text(write_ranking(model), "utf-8")
        DOUBTS.write_text(json.dumps({**WEIGHTS, **doubts}, indent=1, sort_keys=True) + "\n", "utf-8")


def _observed(graphs: Iterator[RankingGraph]) -> Iterator[Observation]:
    ranker = Ranker(RankingModel({}, {}))
    return iter(tqdm(observe(graphs, load_planner("compact"), ranker), desc="questions", unit=" questions"))


def _table(model: RankingModel, doubts: Mapping[DoubtName, float], observations: Sequence[Observation]) -> str:
    groups: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for one in observations:
        best = best_of(model, one)
        judged = (best is not None and best.right, best is not None and _is_sure(model, doubts, best))
        for key in ((one.source, one.operation), ("all", "")):
            groups[key].append(judged)
    lines = [f"{'source':16} {'asks for':22} {'number':>7} {'right':>6} {'sure':>6} {'wrong, sure':>12}"]
    for (source, operation), own in sorted(groups.items(), key=lambda group: (group[0][0] == "all", group[0])):
        right, sure = (100 * sum(judged[at] for judged in own) / len(own) for at in (0, 1))
        wrong = 100 * sum(is_sure and not is_right for is_right, is_sure in own) / len(own)
        lines.append(f"{source:16} {operation:22} {len(own):7,} {right:6.1f} {sure:6.1f} {wrong:12.1f}")
    return "\n".join(lines)


def _is_sure(model: RankingModel, doubts: Mapping[DoubtName, float], best: Best) -> bool:
    held = [
        Doubt(name=name, says="", weight=doubts.get(name, 1.0) ** strength) for name, strength in best.doubts.items()
    ]
    return weighed(model.calibration(best.probability), held) >= LOW_CONFIDENCE_THRESHOLD


if __name__ == "__main__":
    main()
