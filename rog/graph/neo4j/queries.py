"""The Cypher of the graph contract. One text for each method, whatever is asked: a server plans each text once.

What is asked goes in as parameters, relation types included: `rows1` … `rows4` hold what has paths of
so many steps. A row names its topic by the values that the keys of the layout may have (`keys`), and its
path by `types` and `forward`.

A walk goes hop by hop. Between hops only what can matter later is kept: which nodes are reached, and
of the edges used those that a later hop could take again. The first hop's edge lies at the topic, to
which no walk comes back, so it is never met again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rog.graph.neo4j.layout import Layout, Literal
from rog.graph.neo4j.literals import Shape
from rog.query.cypher import cypher_text, quote
from rog.types import MAX_HOPS, RelationPath, Step, read_step

__all__ = [
    "contents_query", "ends_part", "ends_query", "entities_query", "holds_query", "kinds_query", "known_values_query",
    "leaving_part", "members_part", "owners_part", "reach", "resolve", "step_pattern", "steps_part", "steps_query",
    "union", "values_part", "walk_query",
]  # fmt: skip

CAPPED = "CASE WHEN count > $cap THEN $cap ELSE count END"


def resolve(layout: Layout, node: str, row: str) -> str:
    """Bind `node` to the nodes whose id is that of `row`, a map with `id` and `keys`. Seeks where there are indexes."""
    parts = []
    for at, key in enumerate(layout.keys):
        label = f":{quote(key.label)}" if key.label else ""
        parts.append(
            f"WITH {row} MATCH ({node}{label}) WHERE {node}.{quote(key.property)} IN {row}.keys[{at}] "
            f"AND {layout.id_of(node)} = {row}.id AND {layout.is_entity(node)} RETURN {node}"
        )
    if not layout.written_by_rog:
        parts.append(
            f"WITH {row} UNWIND {row}.keys[{len(layout.keys)}] AS element "
            f"MATCH ({node}) WHERE elementId({node}) = element AND {layout.id_of(node)} = {row}.id "
            f"AND {layout.is_entity(node)} RETURN {node}"
        )
    return f"CALL {{ {' UNION '.join(parts)} }}"


def hop(layout: Layout, at: int, *conditions: str, source: str | None = None, steps: RelationPath | None = None) -> str:
    """From node n`at - 1` along edge r`at`, the row's step of that number, to node n`at`.

    Where the topic is a value, the first hop goes to the nodes that have it as the property `source`. Where the
    `steps` are given they stand in the text.
    """
    if source is not None and at == 1:
        return from_value(layout, "n1", source)
    before, edge, target = f"n{at - 1}", f"r{at}", f"n{at}"
    pattern = f"({before})-[{edge}]-({target})"
    of_step = [f"type({edge}) = row.types[{at - 1}]", _in_direction(layout, before, edge, f"row.forward[{at - 1}]")]
    if steps is not None:
        pattern, of_step = step_pattern(layout, before, edge, target, steps[at - 1]), []
    where = [
        *of_step,
        "true" if source is not None else f"{target} <> n0",
        layout.is_inner(before) if at > 1 else "true",
        layout.is_entity(target),
        *conditions,
    ]
    return f"MATCH {pattern} WHERE {' AND '.join(where)}"


def step_pattern(layout: Layout, source: str, edge: str, target: str, step: Step) -> str:
    """The pattern of a step, with its relation in the text, quoted."""
    relation, forward = read_step(step)
    left, right = ("-", "-") if relation in layout.symmetric else ("-", "->") if forward else ("<-", "-")
    return f"({source}){left}[{edge}:{quote(layout.type_of(relation))}]{right}({target})"


def _in_direction(layout: Layout, node: str, edge: str, forward: str) -> str:
    """Whether an edge at a node is walked in its direction, against it, or where `forward` is null either way."""
    if not layout.symmetric:
        return f"{node} = CASE WHEN {forward} THEN startNode({edge}) ELSE endNode({edge}) END"
    return (
        f"coalesce({node} = CASE {forward} WHEN true THEN startNode({edge}) WHEN false THEN endNode({edge}) END, true)"
    )


def from_value(layout: Layout, node: str, source: str) -> str:
    """Bind `node` to the nodes of which the property `source` is the value of the row, by `row.values`."""
    places = [literal for literal in layout.literals if literal.property == source]
    return f"CALL {{ {' UNION '.join(_having_value(layout, node, places))} }} WITH row, n0, {node}"


def _having_value(layout: Layout, node: str, places: Sequence[Literal]) -> list[str]:
    """What binds `node` to the nodes that have the value of the row in one of the places, which are of one property."""
    name = quote(places[0].property)
    parts = [
        f"WITH row MATCH ({node}:{quote(place.label)}) WHERE {node}.{name} IN row.values "
        f"AND {layout.is_entity(node)} RETURN {node}"
        for place in places
        if place.indexed
    ]
    if others := [quote(place.label) for place in places if not place.indexed]:
        holds = f"any(value IN [] + {node}.{name} WHERE {_is_value_of('row', 'value')})"
        parts.append(
            f"WITH row MATCH ({node}:{'|'.join(others)}) WHERE {holds} AND {layout.is_entity(node)} RETURN {node}"
        )
    return parts


def _is_value_of(row: str, value: str) -> str:
    """Whether a content is a value of a row, which has them as `values`, and moments as `zoned` texts as well."""
    zoned = f"{row}.zoned <> [] AND split(toStringOrNull({value}), '[')[0] IN {row}.zoned"
    return f"({value} IN {row}.values OR ({zoned}))"


def to_values(layout: Layout, node: str, step: str) -> str:
    """From `node` to what it has as the property that `step` names, but for the topic itself."""
    return f"UNWIND {layout.contents(node, step)} AS value WITH * WHERE NOT {_is_value_of('row', 'value')}"


def start(layout: Layout, source: str | None) -> str:
    """Bind n0 to the row's topic; to null where that is a value."""
    return resolve(layout, "n0", "row") if source is None else "WITH row, null AS n0"


def ends_query(layout: Layout) -> str:
    """Rows `at`, `ids`, `values`: the first `most` ends, in order. A topic that does not exist has no row."""
    return union(ends_part(layout, f"$rows{length}", Shape(length)) for length in range(1, MAX_HOPS + 1))


def ends_part(layout: Layout, rows: str, shape: Shape) -> str:
    """The ends of paths of a shape: ids of nodes, or all values as they are stored."""
    if shape.to_values:
        found = f"""WITH DISTINCT row, n{shape.length} AS n {to_values(layout, "n", f"row.types[{shape.length}]")}
          WITH collect(DISTINCT value) AS values RETURN [] AS ids, values"""
    else:
        found = f"""WITH DISTINCT {layout.id_of(f"n{shape.length}")} AS id ORDER BY id LIMIT toInteger($most)
          WITH collect(id) AS ids RETURN ids, [] AS values"""
    return f"""UNWIND {rows} AS row {start(layout, shape.source)}
        CALL {{ WITH row, n0
          {reach(layout, shape.length, source=shape.source)}
          {found} }}
        RETURN row.at AS at, ids, values"""


def reach(layout: Layout, length: int, *, source: str | None = None, steps: RelationPath | None = None) -> str:
    """The distinct nodes that paths of `length` steps reach.

    `row.recurs[i]` says that hop i + 1 walks the relation of a later one. Each later hop
    can meet one edge only. So of the edges into a node one more than there are later hops stand for all.
    """
    clauses = [hop(layout, 1, source=source, steps=steps)] if length else ["WITH row, n0"]
    if length > 1:
        clauses += ["WITH DISTINCT row, n0, n1", hop(layout, 2, source=source, steps=steps)]
    if length > 2:
        clauses += [
            f"WITH row, n0, n2, collect(DISTINCT CASE WHEN row.recurs[1] THEN r2 END)[..{length - 1}] AS used",
            "UNWIND CASE used WHEN [] THEN [null] ELSE used END AS used2",
            hop(layout, 3, "(used2 IS NULL OR r3 <> used2)", source=source, steps=steps),
        ]
    if length > 3:
        clauses += [
            "WITH DISTINCT row, n0, n3, used2, CASE WHEN row.recurs[2] THEN r3 END AS used3",
            hop(
                layout,
                4,
                "(used2 IS NULL OR r4 <> used2)",
                "(used3 IS NULL OR r4 <> used3)",
                source=source,
                steps=steps,
            ),
        ]
    return "\n".join(clauses)


def steps_query(layout: Layout) -> str:
    """Rows `at`, `steps`: for the prefix of each row the [type, forward, count] of what can follow, counts up to `cap`.

    An edge is barred at a node where every walk to it has used that edge.
    """
    return union(steps_part(layout, f"$rows{length}", Shape(length)) for length in range(MAX_HOPS))


def first_steps(layout: Layout, rows: str) -> str:
    """The properties that hold a value, and how many nodes have it there."""
    parts = []
    for name in sorted(layout.walked_properties):
        places = [literal for literal in layout.literals if literal.property == name]
        having = f"CALL {{ {' UNION '.join(_having_value(layout, 'n', places))} }}"
        parts.append(f"WITH row {having} RETURN {cypher_text(name)} AS name, count(n) AS count")
    forward = f"name IN {_texts(layout.symmetric)}"
    return f"""UNWIND {rows} AS row
        CALL {{ WITH row
          CALL {{ {" UNION ALL ".join(parts)} }}
          WITH name, count WHERE count > 0
          RETURN collect([name, {forward}, {CAPPED}]) AS steps }}
        RETURN row.at AS at, steps"""


def steps_part(layout: Layout, rows: str, shape: Shape) -> str:
    """What can follow prefixes of a shape."""
    if shape.source is not None and not shape.length:
        return first_steps(layout, rows)
    back = "true" if shape.source is not None else "next <> n0"
    inner = layout.is_inner("n") if shape.length else "true"
    directions = "CASE WHEN n = next THEN [true, false] ELSE [startNode(edge) = n] END"
    counted = "count(*)"
    if layout.symmetric:
        directions = f"CASE WHEN type(edge) IN {_texts(map(layout.type_of, layout.symmetric))} THEN [true] "
        directions += "WHEN n = next THEN [true, false] ELSE [startNode(edge) = n] END"
        counted = "count(DISTINCT edge)"
    beginning = f"UNWIND {rows} AS row {start(layout, shape.source)}"
    edges = f"""{beginning}
        CALL {{ WITH row, n0
          {prefix_reach(layout, shape.length, source=shape.source)}
          MATCH (n)-[edge]-(next) WHERE {back} AND {inner} AND NOT edge IN barred AND {layout.is_entity("next")}
          UNWIND {directions} AS forward
          WITH type(edge) AS type, forward, {counted} AS count LIMIT toInteger($most)
          RETURN collect([type, forward, {CAPPED}]) AS steps }}
        RETURN row.at AS at, steps"""
    if not layout.literals:
        return edges
    values = f"""{beginning}
        CALL {{ WITH row, n0
          {prefix_reach(layout, shape.length, source=shape.source)}
          UNWIND [name IN keys(n) WHERE name IN $properties] AS name {to_values(layout, "n", "name")}
          WITH DISTINCT n, name, value WITH name, count(*) AS count
          RETURN collect([name, true, {CAPPED}]) AS steps }}
        RETURN row.at AS at, steps"""
    return union([edges, values])


def prefix_reach(layout: Layout, length: int, *, source: str | None = None) -> str:
    """The nodes `n` that prefixes of `length` steps reach, once each, and the edges barred there."""
    if length == 0:
        return "WITH row, n0, n0 AS n, [] AS barred"
    clauses = [hop(layout, 1, source=source)]
    if length == 1:
        return "\n".join([*clauses, "WITH DISTINCT row, n0, n1 AS n, [] AS barred"])
    clauses += ["WITH DISTINCT row, n0, n1", hop(layout, 2, source=source)]
    if length == 2:
        clauses += ["WITH row, n0, n2 AS n, collect(DISTINCT r2)[..2] AS used"]
        return "\n".join([*clauses, "WITH row, n0, n, CASE size(used) WHEN 1 THEN used ELSE [] END AS barred"])
    return "\n".join(
        [
            *clauses,
            "WITH row, n0, n2, collect(DISTINCT r2)[..3] AS used UNWIND used AS r2",
            hop(layout, 3, "r3 <> r2", source=source),
            "WITH row, n0, n3 AS n, collect([r2, r3]) AS walks",
            "WITH row, n0, n, [edge IN walks[0] WHERE all(walk IN walks WHERE edge IN walk)] AS barred",
        ]
    )


def walk_query(layout: Layout, shape: Shape) -> str:
    """Rows `end`, `value`, `paths`: for each of `$ends` that is reached its first `$limit` paths, of ids and of edges.

    Paths are ordered hop by hop, so that a node hands on no more than `$keep` of those that lead to it.
    A step from or to a value has no edge. A path to a value has no id for it: the row has it as it is stored.
    """
    source, length = shape.source, shape.length
    clauses = [f"WITH $row AS row {start(layout, source)}", "WITH row, n0, [[[], [], []]] AS kept"]
    for at in range(1, length + 1):
        node, edge = f"n{at}", f"r{at}"
        clauses.append(unwound(at - 1))
        reached = [f"{layout.id_of(node)} IN $ends"] if at == length and not shape.to_values else []
        if source is not None and at == 1:
            having = from_value(layout, "n1", source)
            clauses += [f"{having}, ids, keys, edges WHERE {reached[0] if reached else 'true'}"]
        else:
            clauses += [hop(layout, at, f"NOT {edge} IN edges", *reached, source=source)]
        is_edge = source is None or at > 1
        edge_item = f" + [{edge}]" if is_edge else ""
        key_item = f" + [{key_order(layout, edge)}]" if is_edge else ""
        most = "$limit" if at == length and not shape.to_values else "$keep"
        clauses += [
            f"WITH row, n0, {node}, ids + [{layout.id_of(node)}] AS ids, keys{key_item} AS keys, "
            f"edges{edge_item} AS edges ORDER BY ids, keys",
            f"WITH row, n0, {node}, collect([ids, keys, edges])[..toInteger({most})] AS kept",
        ]
    end, value = layout.id_of(f"n{length}"), "null"
    if shape.to_values:
        end, value = "null", "value"
        clauses += [
            unwound(length),
            to_values(layout, f"n{length}", f"row.types[{length}]") + f" AND {_is_value_of('$wanted', 'value')}",
            "WITH DISTINCT value, ids, keys, edges ORDER BY ids, keys",
            "WITH value, collect([ids, keys, edges])[..toInteger($limit)] AS kept",
        ]
    shown = f"[edge IN walk[2] | [{key_of(layout, 'edge')}, properties(edge)]]"
    paths = f"[walk IN kept | [walk[0], {shown}]]"
    clauses.append(f"RETURN {end} AS end, {value} AS value, {paths} AS paths LIMIT toInteger($most)")
    return "\n".join(clauses)


def unwound(at: int) -> str:
    """The walks that are kept at node n`at`, a row each."""
    return f"UNWIND kept AS walk WITH row, n0, n{at}, walk[0] AS ids, walk[1] AS keys, walk[2] AS edges".replace(
        "n0, n0,", "n0,"
    )


def key_of(layout: Layout, edge: str) -> str:
    """The store's own key of an edge."""
    return f"coalesce({edge}.rog_text_key, {edge}.rog_key)" if layout.written_by_rog else f"elementId({edge})"


def key_order(layout: Layout, edge: str) -> str:
    """A list by which edges come in order of their keys: none, then numbers, then texts."""
    if not layout.written_by_rog:
        return f"[elementId({edge})]"
    number, word = f"{edge}.rog_key", f"{edge}.rog_text_key"
    return f"[{word} IS NOT NULL, {number} IS NOT NULL, coalesce({number}, 0), coalesce({word}, '')]"


def holds_query(layout: Layout) -> str:
    """Rows `at` of `$rows`, each a `head` and a `tail` (maps as for `resolve`) and a `type`, whose edge there is."""
    edge = "(head)-[edge]->(tail)"
    if layout.symmetric:
        either = f"type(edge) IN {_texts(map(layout.type_of, layout.symmetric))}"
        edge = f"(head)-[edge]-(tail) WHERE (startNode(edge) = head OR {either}) AND type(edge) = row.type"
    else:
        edge += " WHERE type(edge) = row.type"
    return f"""UNWIND $rows AS row WITH row, row.head AS source, row.tail AS target
        {resolve(layout, "head", "source")} {resolve(layout, "tail", "target")}
        WITH row, head, tail WHERE EXISTS {{ MATCH {edge} }}
        RETURN DISTINCT row.at AS at LIMIT toInteger($most)"""


def contents_query(layout: Layout) -> str:
    """Rows `at`, `values`: what the `head` of each of `$rows` (a map as for `resolve`) has as the property `name`."""
    return f"""UNWIND $rows AS row WITH row, row.head AS source {resolve(layout, "head", "source")}
        RETURN row.at AS at, {layout.contents("head", "row.name")} AS values LIMIT toInteger($most)"""


def known_values_query(layout: Layout) -> str:
    """One row `found`: those of `$values` that a node has; null where more than `$scan` nodes would be looked at."""
    return f"""MATCH (n) WITH count(n) AS nodes
        CALL {{ WITH nodes WITH nodes WHERE nodes <= $scan
          MATCH (n) WHERE {layout.is_entity("n")}
          UNWIND [name IN keys(n) WHERE name IN $properties] AS name UNWIND {layout.contents("n", "name")} AS value
          WITH value WHERE {_is_value_of("$wanted", "value")} RETURN collect(DISTINCT value) AS found }}
        RETURN CASE WHEN nodes <= $scan THEN found END AS found"""


def entities_query(layout: Layout) -> str:
    """Rows `at`, `names`, `labels`, `properties` of those of `$rows` that exist."""
    return f"""UNWIND $rows AS row {resolve(layout, "n", "row")}
        RETURN row.at AS at, {layout.names_of("n")} AS names, labels(n) AS labels, properties(n) AS properties
        LIMIT toInteger($most)"""


def kinds_query(layout: Layout) -> str:
    """Rows `kind`, `count`: the types of all entities."""
    return f"""MATCH (n) WHERE {layout.is_entity("n")} AND {layout.is_inner("n")}
        UNWIND {layout.kinds_of("n")} AS kind RETURN kind, count(DISTINCT n) AS count LIMIT toInteger($most)"""


def members_part(layout: Layout, at: int, kind: str) -> str:
    """Rows `at`, `id`: the first `$most` entities of a kind. A label stands in the text, quoted, to be looked up by."""
    node = "(n)" if layout.written_by_rog else f"(n:{quote(kind)})"
    of_kind = f"$kinds[{at}] IN {layout.kinds_of('n')} AND {layout.is_inner('n')}" if layout.written_by_rog else "true"
    return f"""CALL {{ MATCH {node} WHERE {layout.is_entity("n")} AND {of_kind}
        RETURN DISTINCT {layout.id_of("n")} AS id ORDER BY id LIMIT toInteger($most) }}
        RETURN {at} AS at, id, null AS value"""


def leaving_part(layout: Layout, at: int, type_name: str, ends: Sequence[str]) -> str:
    """Rows `at`, `id`: the first `$most` of the `ends`, head or tail or both, of the edges of one type."""
    found = " UNION ".join(
        f"MATCH (head)-[:{quote(type_name)}]->(tail) WHERE head <> tail AND {layout.is_entity('head')} "
        f"AND {layout.is_entity('tail')} RETURN DISTINCT {layout.id_of(end)} AS id"
        for end in ends
    )
    return f"""CALL {{ CALL {{ {found} }} WITH DISTINCT id ORDER BY id LIMIT toInteger($most) RETURN id }}
        RETURN {at} AS at, id, null AS value"""


def owners_part(layout: Layout, at: int, name: str) -> str:
    """Rows `at`, `id`: the first `$most` nodes that have a property which is walked."""
    labels = "|".join(quote(literal.label) for literal in layout.literals if literal.property == name)
    return f"""CALL {{ MATCH (n:{labels}) WHERE {layout.is_entity("n")} AND n.{quote(name)} IS NOT NULL
          AND size({layout.contents("n", cypher_text(name))}) > 0
        RETURN DISTINCT {layout.id_of("n")} AS id ORDER BY id LIMIT toInteger($most) }}
        RETURN {at} AS at, id, null AS value"""


def values_part(layout: Layout, at: int, name: str) -> str:
    """Rows `at`, `value`: everything that nodes have as a property which is walked."""
    labels = "|".join(quote(literal.label) for literal in layout.literals if literal.property == name)
    return f"""CALL {{ MATCH (n:{labels}) WHERE {layout.is_entity("n")} AND n.{quote(name)} IS NOT NULL
          UNWIND {layout.contents("n", cypher_text(name))} AS value RETURN DISTINCT value }}
        RETURN {at} AS at, null AS id, value"""


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(cypher_text, values))}]"


def union(parts: Iterable[str]) -> str:
    """The rows of all parts."""
    return "\nUNION ALL\n".join(parts)
