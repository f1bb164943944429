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

from rog.graph.neo4j.layout import Layout, quote, text
from rog.types import MAX_HOPS

__all__ = [
    "ends_part", "ends_query", "entities_query", "holds_query", "literal_holds_query", "literal_steps_query",
    "resolve", "steps_query", "union", "walk_query",
]  # fmt: skip


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


def hop(layout: Layout, at: int, *conditions: str, literal: bool = False) -> str:
    """From node n`at - 1` along edge r`at`, the row's step of that number, to node n`at`.

    Where the topic is a `literal`, the first hop goes to the nodes that have it as a value: `row.values` is
    what is stored.
    """
    if literal and at == 1:
        return from_literal(layout, "n1")
    source, edge, target = f"n{at - 1}", f"r{at}", f"n{at}"
    where = [
        f"type({edge}) = row.types[{at - 1}]",
        f"{source} = CASE WHEN row.forward[{at - 1}] THEN startNode({edge}) ELSE endNode({edge}) END",
        "true" if literal else f"{target} <> n0",
        layout.is_entity(target),
        *conditions,
    ]
    return f"MATCH ({source})-[{edge}]-({target}) WHERE {' AND '.join(where)}"


def from_literal(layout: Layout, node: str) -> str:
    """Bind `node` to the nodes of which the property that the row's first step names has one of `row.values`."""
    parts = []
    for literal in layout.literals:
        stored = f"{node}.{quote(literal.property)}"
        holds = (
            f"any(value IN row.values WHERE value IN [] + {stored})"
            if literal.may_be_list
            else f"{stored} IN row.values"
        )
        parts.append(
            f"WITH row MATCH ({node}:{quote(literal.label)}) WHERE row.types[0] = {text(literal.property)} AND {holds} "
            f"AND {layout.is_entity(node)} RETURN {node}"
        )
    return f"CALL {{ {' UNION '.join(parts)} }} WITH row, n0, {node}"


def to_literals(node: str, step: str) -> str:
    """From `node` to the ids of its values of the property that `step` names, but for the topic itself."""
    value = "'\"' + toStringOrNull(value) + '\"'"
    return f"UNWIND [] + {node}[{step}] AS value WITH *, {value} AS id WHERE id <> row.id"


def start(layout: Layout, literal: bool) -> str:
    """Bind n0 to the row's topic; to null where that is a literal."""
    return "WITH row, null AS n0" if literal else resolve(layout, "n0", "row")


def ends_query(layout: Layout) -> str:
    """Rows `at`, `ids`: the first `most` ends, in order. A topic that does not exist has no row."""
    return union(ends_part(layout, f"$rows{length}", length) for length in range(1, MAX_HOPS + 1))


def ends_part(
    layout: Layout, rows: str, length: int, *, source_literal: bool = False, target_literal: bool = False
) -> str:
    """The ends of paths of `length` steps, perhaps from a literal; with `target_literal` one more step, to literals."""
    distinct_ends = f"WITH DISTINCT {layout.id_of(f'n{length}')} AS id"
    if target_literal:
        literals = to_literals(f"n{length}", f"row.types[{length}]")
        distinct_ends = f"WITH DISTINCT row, n{length} {literals} WITH DISTINCT id"
    return f"""UNWIND {rows} AS row {start(layout, source_literal)}
        CALL {{ WITH row, n0
          {reach(layout, length, literal=source_literal)}
          {distinct_ends} ORDER BY id LIMIT toInteger($most)
          RETURN collect(id) AS ids }}
        RETURN row.at AS at, ids"""


def reach(layout: Layout, length: int, *, literal: bool = False) -> str:
    """The distinct nodes that paths of `length` steps reach.

    `row.recurs[i]` says that hop i + 1 walks the relation of a later one. Each later hop
    can meet one edge only. So of the edges into a node one more than there are later hops stand for all.
    """
    clauses = [hop(layout, 1, literal=literal)] if length else ["WITH row, n0"]
    if length > 1:
        clauses += ["WITH DISTINCT row, n0, n1", hop(layout, 2, literal=literal)]
    if length > 2:
        clauses += [
            f"WITH row, n0, n2, collect(DISTINCT CASE WHEN row.recurs[1] THEN r2 END)[..{length - 1}] AS used",
            "UNWIND CASE used WHEN [] THEN [null] ELSE used END AS used2",
            hop(layout, 3, "(used2 IS NULL OR r3 <> used2)", literal=literal),
        ]
    if length > 3:
        clauses += [
            "WITH DISTINCT row, n0, n3, used2, CASE WHEN row.recurs[2] THEN r3 END AS used3",
            hop(layout, 4, "(used2 IS NULL OR r4 <> used2)", "(used3 IS NULL OR r4 <> used3)", literal=literal),
        ]
    return "\n".join(clauses)


def steps_query(layout: Layout) -> str:
    """Rows `at`, `steps`: for the prefix of each row the [type, forward, count] of what can follow, counts up to `cap`.

    An edge is barred at a node where every walk to it has used that edge.
    """
    return union(steps_part(layout, f"$rows{length}", length) for length in range(MAX_HOPS))


def literal_steps_query(layout: Layout, lengths: Sequence[int]) -> str:
    """As `steps_query` for topics that are literals: `rows0`, `rows1`, … are those of each of the lengths."""
    return union(
        steps_part(layout, f"$rows{at}", length, literal=True) if length else first_steps(layout, f"$rows{at}")
        for at, length in enumerate(lengths)
    )


def first_steps(layout: Layout, rows: str) -> str:
    """The properties that have a literal as a value, and how many nodes have it there."""
    return f"""UNWIND {rows} AS row
        CALL {{ WITH row UNWIND $literals AS literal
          WITH row {{ .*, types: [literal] }} AS row, literal, null AS n0
          {from_literal(layout, "n1")}, literal
          WITH literal, count(DISTINCT n1) AS count
          RETURN collect([literal, false, CASE WHEN count > $cap THEN $cap ELSE count END]) AS steps }}
        RETURN row.at AS at, steps"""


def steps_part(layout: Layout, rows: str, length: int, *, literal: bool = False) -> str:
    """What can follow prefixes of `length` steps; `literal` says that their topics are literals."""
    capped = "CASE WHEN count > $cap THEN $cap ELSE count END"
    back = "true" if literal else "next <> n0"
    beginning = f"UNWIND {rows} AS row {start(layout, literal)}"
    edges = f"""{beginning}
        CALL {{ WITH row, n0
          {prefix_reach(layout, length, literal=literal)}
          MATCH (n)-[edge]-(next) WHERE {back} AND NOT edge IN barred AND {layout.is_entity("next")}
          UNWIND CASE WHEN n = next THEN [true, false] ELSE [startNode(edge) = n] END AS forward
          WITH type(edge) AS type, forward, count(*) AS count LIMIT toInteger($most)
          RETURN collect([type, forward, {capped}]) AS steps }}
        RETURN row.at AS at, steps"""
    if not layout.literals:
        return edges
    literals = f"""{beginning}
        CALL {{ WITH row, n0
          {prefix_reach(layout, length, literal=literal)}
          UNWIND $literals AS literal {to_literals("n", "literal")}
          WITH literal, count(DISTINCT [elementId(n), id]) AS count
          RETURN collect([literal, true, {capped}]) AS steps }}
        RETURN row.at AS at, steps"""
    return union([edges, literals])


def prefix_reach(layout: Layout, length: int, *, literal: bool = False) -> str:
    """The nodes `n` that prefixes of `length` steps reach, once each, and the edges barred there."""
    if length == 0:
        return "WITH row, n0, n0 AS n, [] AS barred"
    clauses = [hop(layout, 1, literal=literal)]
    if length == 1:
        return "\n".join([*clauses, "WITH DISTINCT row, n0, n1 AS n, [] AS barred"])
    clauses += ["WITH DISTINCT row, n0, n1", hop(layout, 2, literal=literal)]
    if length == 2:
        clauses += ["WITH row, n0, n2 AS n, collect(DISTINCT r2)[..2] AS used"]
        return "\n".join([*clauses, "WITH row, n0, n, CASE size(used) WHEN 1 THEN used ELSE [] END AS barred"])
    return "\n".join(
        [
            *clauses,
            "WITH row, n0, n2, collect(DISTINCT r2)[..3] AS used UNWIND used AS r2",
            hop(layout, 3, "r3 <> r2", literal=literal),
            "WITH row, n0, n3 AS n, collect([r2, r3]) AS walks",
            "WITH row, n0, n, [edge IN walks[0] WHERE all(walk IN walks WHERE edge IN walk)] AS barred",
        ]
    )


def walk_query(layout: Layout, length: int, *, source_literal: bool = False, target_literal: bool = False) -> str:
    """Rows `end`, `paths`: for each of `$ends` that is reached its first `$limit` paths, each of ids and of edges.

    Paths are ordered hop by hop, so that a node hands on no more than `$keep` of those that lead to it.
    A step from or to a literal has no edge.
    """
    clauses = [f"WITH $row AS row {start(layout, source_literal)}", "WITH row, n0, [[[], [], []]] AS kept"]
    for at in range(1, length + 1):
        node, edge = f"n{at}", f"r{at}"
        clauses.append(unwound(at - 1))
        reached = [f"{layout.id_of(node)} IN $ends"] if at == length and not target_literal else []
        if source_literal and at == 1:
            clauses += [f"{from_literal(layout, 'n1')}, ids, keys, edges WHERE {reached[0] if reached else 'true'}"]
        else:
            clauses += [hop(layout, at, f"NOT {edge} IN edges", *reached, literal=source_literal)]
        edge_item = "" if source_literal and at == 1 else f" + [{edge}]"
        key_item = "" if source_literal and at == 1 else f" + [{key_order(layout, edge)}]"
        most = "$limit" if at == length and not target_literal else "$keep"
        clauses += [
            f"WITH row, n0, {node}, ids + [{layout.id_of(node)}] AS ids, keys{key_item} AS keys, "
            f"edges{edge_item} AS edges ORDER BY ids, keys",
            f"WITH row, n0, {node}, collect([ids, keys, edges])[..toInteger({most})] AS kept",
        ]
    end = layout.id_of(f"n{length}")
    if target_literal:
        end = "id"
        clauses += [
            unwound(length),
            to_literals(f"n{length}", f"row.types[{length}]"),
            "WITH id, ids + [id] AS ids, keys, edges WHERE id IN $ends",
            "WITH DISTINCT id, ids, keys, edges ORDER BY ids, keys",
            "WITH id, collect([ids, keys, edges])[..toInteger($limit)] AS kept",
        ]
    shown = f"[edge IN walk[2] | [{key_of(layout, 'edge')}, properties(edge)]]"
    clauses.append(f"RETURN {end} AS end, [walk IN kept | [walk[0], {shown}]] AS paths LIMIT toInteger($most)")
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
    return f"""UNWIND $rows AS row WITH row, row.head AS source, row.tail AS target
        {resolve(layout, "head", "source")} {resolve(layout, "tail", "target")}
        WITH row, head, tail WHERE EXISTS {{ MATCH (head)-[edge]->(tail) WHERE type(edge) = row.type }}
        RETURN DISTINCT row.at AS at LIMIT toInteger($most)"""


def literal_holds_query(layout: Layout) -> str:
    """Rows `at` of `$rows`, each a `head` (a map as for `resolve`), a `literal` and `values`, of which it has one."""
    return f"""UNWIND $rows AS row WITH row, row.head AS source {resolve(layout, "head", "source")}
        WITH row, head WHERE any(value IN row.values WHERE value IN [] + head[row.literal])
        RETURN DISTINCT row.at AS at LIMIT toInteger($most)"""


def entities_query(layout: Layout) -> str:
    """Rows `at`, `names`, `labels`, `properties` of those of `$rows` that exist."""
    return f"""UNWIND $rows AS row {resolve(layout, "n", "row")}
        RETURN row.at AS at, {layout.names_of("n")} AS names, labels(n) AS labels, properties(n) AS properties
        LIMIT toInteger($most)"""


def union(parts: Iterable[str]) -> str:
    """The rows of all parts."""
    return "\nUNION ALL\n".join(parts)
