"""Results that the tests of explanations share: a small one with all there is to show, and large ones."""

from __future__ import annotations

from rog.outcome import Answer, Plan, Usage, Verdict
from rog.result import Result
from rog.types import Branch, Candidate, Entity, Hop, ReasoningPath, Topic

__all__ = ["FILMS", "NO_ANSWER", "many_paths"]

NAMES = {
    "m1": "Alien",
    "m2": "Blade Runner",
    "p1": "Ridley Scott",
    "p2": "Harrison Ford",
    "p3": "Sigourney Weaver",
    "s1": "Shepperton Studios",
    "s2": "Pinewood Studios",
}


def _path(topic: str, *hops: Hop) -> ReasoningPath:
    return ReasoningPath(topic=topic, hops=hops)


SCOTT_BLADE = Hop(head="m2", relation="directed_by", tail="p1", key=4, properties={"year": 1982, "source": "imdb"})
SCOTT_BLADE_TOO = Hop(head="m2", relation="produced_by", tail="p1", key=5, properties={"share": 0.5})
ALIEN_SCOTT = Hop(head="m1", relation="directed_by", tail="p1", forward=False, key=6)
ALIEN_STUDIO = Hop(head="m1", relation="shot_at", tail="s1", key="e:7")
BLADE_STUDIO = Hop(head="m2", relation="shot_at", tail="s1", key="e:8")
ALIEN_PINEWOOD = Hop(head="m1", relation="shot_at", tail="s2", key="e:9")

FILMS = Result(
    question="🎬 Where were films by the director of Blade Runner shot?",
    answers=(
        Answer(
            id="s1",
            name="Shepperton Studios",
            score=0.91,
            paths=(
                _path("m2", SCOTT_BLADE, ALIEN_SCOTT, ALIEN_STUDIO),
                _path("m2", SCOTT_BLADE_TOO, ALIEN_SCOTT, ALIEN_STUDIO),
                _path("m2", BLADE_STUDIO),
            ),
        ),
        Answer(
            id="s2", name="Pinewood Studios", score=0.4, paths=(_path("m2", SCOTT_BLADE, ALIEN_SCOTT, ALIEN_PINEWOOD),)
        ),
    ),
    plans=(
        Verdict(plan=Plan.of((Branch("m2", ("directed_by", "^directed_by", "shot_at")),), 0.91), kept=True, found=2),
        Verdict(
            plan=Plan.of((Branch("m2", ("shot_at",)),), 0.05),
            kept=False,
            reason="less probable than the best plan (0.91)",
            found=1,
        ),
        Verdict(
            plan=Plan.of((Branch("m2", ("directed_by",)), Branch("p2", ("^stars",))), 0.00004),
            kept=False,
            reason="its branches reach nothing in common",
            found=0,
        ),
    ),
    topics=(
        Topic(
            text="Blade Runner",
            start=38,
            end=50,
            candidates=(
                Candidate(id="m2", name="Blade Runner", score=0.9, kind="name"),
                Candidate(id="m9", name="Blade Runner 2049", score=0.4, kind="fuzzy"),
            ),
            chosen="m2",
        ),
        Topic(text="films", start=13, end=18, candidates=(Candidate(id="x", name="Films", score=0.001, kind="alias"),)),
    ),
    entities={key: Entity(id=key, name=name, types=("thing",)) for key, name in NAMES.items()},
    truncated=True,
    warnings=("one edge was gone",),
    timings={"link": 0.0012, "plan": 0.03, "retrieve": 0.002, "reason": 0.0001, "total": 0.0333},
    usage=Usage(model_calls=3, input_tokens=1500, output_tokens=2, graph_calls=6),
)
"""Two answers; parallel edges, one shared entity at several places, an edge walked backwards, keys and properties."""

NO_ANSWER = Result(
    question="Who are you?",
    plans=(
        Verdict(plan=Plan.of((Branch("a", ("r",)),), 1e-3), kept=False, reason="too improbable to be trusted", found=3),
    ),
    abstained=True,
    reason="no plan is probable enough",
    timings={"total": 0.01},
)


def many_paths(answers: int, paths: int = 1, between: int = 40) -> Result:
    """`answers` answers with `paths` paths of two hops each, over `between` entities on the way."""
    found = []
    names = {"t": "Topic"}
    for number in range(answers):
        key = f"a{number}"
        names[key] = f"Answer {number}"
        own = []
        for place in range(paths):
            way = f"w{(number * paths + place * 7) % between}"
            names[way] = f"Way {way[1:]}"
            own.append(
                _path(
                    "t",
                    Hop(head="t", relation="leads_to", tail=way),
                    Hop(head=key, relation="part_of", tail=way, forward=False, key=place),
                )
            )
        found.append(Answer(id=key, name=names[key], score=1 - number / (2 * answers), paths=tuple(own)))
    entities = {key: Entity(id=key, name=name) for key, name in names.items()}
    plan = Verdict(plan=Plan.of((Branch("t", ("leads_to", "^part_of")),), 0.9), kept=True, found=answers)
    return Result(question="What is reached from Topic?", answers=tuple(found), plans=(plan,), entities=entities)
