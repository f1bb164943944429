"""Which kinds of thing a relation's heads or tails are: of those that were counted, or by the relation's name.

A relation of Freebase is named `domain.type.property` after the type of its heads: what `film.film.starring` leaves
is a film, and what it reaches is what most of it is by the relations that leave that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from rog.types import MAX_KINDS_PER_END

__all__ = ["MAX_SAMPLED_EDGES", "MAX_SAMPLED_ENTITIES", "frequent_kinds", "is_kind", "kind_in_name", "shared_kind"]

MAX_SAMPLED_EDGES = 200
"""Most edges of a relation at which a live store counts kinds."""


MAX_SAMPLED_ENTITIES = 32
"""Most heads and tails of a relation whose own relations tell their kind."""

FREEBASE_RELATION = re.compile(r"(?:[a-z]\w*\.)+([a-z]\w*)\.\w+(?:\.\.[\w.]+)?", re.ASCII | re.IGNORECASE)
SCHEMA_TYPE = re.compile(
    r"http://www\.w3\.org/(?:2002/07/owl|2000/01/rdf-schema|1999/02/22-rdf-syntax-ns)#\w+"
    r"|(?:owl|rdfs?)(?::|__)\w+|_\w+_|_(?:GraphConfig|NsPrefDef|MapDefs?|n10sValidatorConfig)"
    r"|(?:Named ?Individual|(?:Object|Datatype|Annotation|Ontology|Symmetric|Asymmetric|Transitive|Functional"
    r"|InverseFunctional|Reflexive|Irreflexive) ?Property)",
)
"""Types of RDF, RDFS and OWL, as Neo4j has them too, and labels that tools put on nodes for themselves."""
UNIVERSAL_TYPES = frozenset(("topic", "object", "type"))
"""Types that everything has."""


@lru_cache(maxsize=1 << 12)
def is_kind(type_name: str) -> bool:
    """Whether a type says what an entity is: not one of a schema's vocabulary, nor a label of a tool's own."""
    return bool(type_name) and SCHEMA_TYPE.fullmatch(type_name) is None


def frequent_kinds(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The most frequent kinds first, at most MAX_KINDS_PER_END; among equals in code point order."""
    return tuple(sorted((kind for kind in counts if kind), key=lambda kind: (-counts[kind], kind))[:MAX_KINDS_PER_END])


@lru_cache(maxsize=1 << 16)
def kind_in_name(relation: str) -> str:
    """The kind of a relation's heads, where its name is one as Freebase's; else empty."""
    match = FREEBASE_RELATION.fullmatch(relation)
    return match[1] if match and match[1] not in UNIVERSAL_TYPES else ""


def shared_kind(kinds: Iterable[Collection[str]]) -> tuple[str, ...]:
    """Of the kinds of some entities the one that most have, and half of those with any; of equals the first by name."""
    typed = [kinds_of_entity for kinds_of_entity in map(set, kinds) if kinds_of_entity]
    counts = Counter(kind for kinds_of_entity in typed for kind in kinds_of_entity)
    frequent = [kind for kind, count in counts.items() if 2 * count >= len(typed)]
    return (min(frequent, key=lambda kind: (-counts[kind], kind)),) if frequent else ()
