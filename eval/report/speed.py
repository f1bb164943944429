"""The table of how long things take, from the reports of the benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from eval.stored import read_benchmark

__all__ = ["speed_table"]

PLANS_IN_A_CALL = 1000
"""Of the reports on walking plans, the one that walked so many in one call."""


def speed_table(folder: Path) -> list[list[str]]:
    """What was timed, how long it took, and the command that times it."""
    rows = [["speed", "", "command"]]
    rows += _asking(folder)
    rows += _walking(read_benchmark(folder, "walk-metaqa-3hop"))
    rows += _queries(read_benchmark(folder, "queries"))
    rows += _large_graphs(read_benchmark(folder, "index"), read_benchmark(folder, "scale")["graphs"])
    rows += _serving(folder)
    return [*rows[:1], *([name, figures, f"`python -m {command}`"] for name, figures, command in rows[1:])]


def _asking(folder: Path) -> list[list[str]]:
    world, metaqa = read_benchmark(folder, "ask-world"), read_benchmark(folder, "ask-metaqa-3hop")
    opening, neo4j = read_benchmark(folder, "opening"), read_benchmark(folder, "neo4j-metaqa")
    warm, rates = "warm_milliseconds_p50_p95", "ask_many_questions_per_second"
    cold = median(world["cold_command_seconds"] + metaqa["cold_command_seconds"])
    first, again = (opening[name]["first_seconds"] for name in ("opened_first", "opened_again"))
    return [
        ["a question, warm, p50 / p95",
         f"{_pair(world[warm])} ms world, {_pair(metaqa[warm])} ms MetaQA 3 hops", "eval.speed.ask"],
        ["`ask_many`", f"{world[rates]:.0f} questions/s world, {metaqa[rates]:.0f} MetaQA 3 hops", "eval.speed.ask"],
        ["the command, cold", f"{cold:.1f} s", "eval.speed.ask"],
        [f"opening a graph of {opening['relations']:,} relations of {opening['tokens_of_a_relation']:.0f} tokens each "
         "and asking one question", f"{first:.1f} s the first time, {again:.1f} s when opened again",
         "eval.speed.opening"],
        ["a question, MetaQA in Neo4j, p50",
         f"{neo4j['database_milliseconds_p50_p95'][0]} ms where the index takes "
         f"{neo4j['index_milliseconds_p50_p95'][0]}; {neo4j['round_trips_a_question']} round trips; "
         f"{neo4j['identical']} of {neo4j['questions']} results byte for byte the same", "eval.speed.neo4j"],
    ]  # fmt: skip


def _walking(report: Mapping[str, Any]) -> list[list[str]]:
    (ends,) = (one for one in report["ends"] if one["plans"] == PLANS_IN_A_CALL)
    paths = report["paths"]
    took = ends["microseconds_a_plan"]

    def faster(other: str, index: str = "one_call_cold") -> str:
        times: float = took[other] / took[index]
        return f"{times:.0f}" if times >= 10 else f"{times:.2f}"

    took_paths = paths["microseconds_a_plan"]
    return [
        [f"`ends` of {ends['plans']:,} 3-hop plans in one call, cold, on the index",
         f"{faster('networkx_sets')} times faster than a networkx walk of sets, {faster('sparql_property_paths')} "
         f"than SPARQL property paths in pyoxigraph, {faster('networkx_store_one_call')} than our networkx store, "
         f"{faster('neo4j_one_call')} than Neo4j", "eval.speed.walk"],
        ["the same, a call a plan, cold",
         f"{faster('networkx_sets', 'call_a_plan_cold')} times faster than a networkx walk of sets", "eval.speed.walk"],
        ["the same plans by SPARQL's property paths, which may use an edge twice and come back",
         f"{ends['plans_with_further_ends']['sparql_property_paths']:,} of {ends['plans']:,} plans reach more than rog "
         "means", "eval.speed.walk"],
        [f"three paths to each end of {paths['plans']:,} plans",
         f"the index takes {took_paths['index'] / took_paths['networkx_paths']:.1f} times as long as a plain networkx "
         f"walk, which gives ids only, and 1/{took_paths['neo4j'] / took_paths['index']:.0f} of what Neo4j takes",
         "eval.speed.walk"],
    ]  # fmt: skip


def _queries(report: Mapping[str, Any]) -> list[list[str]]:
    took = report["milliseconds"]
    times = ", ".join(f"{name} {took[name]['arrays_cold']:g} ms" for name in took)
    contract = median(one["contract"] / one["arrays_cold"] for one in took.values())
    return [
        [f"queries over {report['entities']:,} entities of a kind, on an index just opened",
         f"{times}; the contract alone takes {contract:.0f} times as long (median)", "eval.speed.queries"],
    ]  # fmt: skip


def _large_graphs(index: Mapping[str, Any], graphs: list[Mapping[str, Any]]) -> list[list[str]]:
    smallest, largest = graphs[0], graphs[-1]
    memory = index["peak_memory_megabytes"]["after_building"]
    took = index["microseconds_a_plan"]
    slower = {name: f"{took['within'][name] / took['alone'][name]:.2f}" for name in ("cold", "warm")}
    rates = " to ".join(f"{_thousands(one['triples_a_second'])}" for one in (smallest, largest))
    opened = " to ".join(f"{one['opening_milliseconds']:.0f}" for one in (smallest, largest))
    asked = " to ".join(f"{one['ask']['milliseconds_p50_p95'][0]:g}" for one in (smallest, largest))
    return [
        [f"an index of {index['triples'] / 1e6:.2f} M triples",
         f"{index['bytes_a_triple_beside_names']} bytes a triple beside names; built at "
         f"{_thousands(index['triples_a_second'])} triples/s, at most {memory} MB of memory; opened in "
         f"{index['opening_seconds']} s; the same fan-out {slower['cold']} times slower cold, {slower['warm']} warm, "
         "than on MetaQA alone", "eval.speed.index"],
        [f"made graphs of {smallest['size']:,} to {largest['size']:,} triples",
         f"built at {rates} triples/s, opened in {opened} ms, a question {asked} ms (p50)",
         "eval.speed.scale.measure"],
    ]  # fmt: skip


def _serving(folder: Path) -> list[list[str]]:
    load, schema, viewer = (read_benchmark(folder, name) for name in ("server", "server_schema", "viewer"))
    p50, p95 = viewer["click_grouped"]["wall_ms"]
    return [
        [f"`rog serve`, {load['configuration']['clients']} clients, {load['answered']:,} questions on world and "
         f"MetaQA, a tenth of them about hubs, and {load['hung_up']} clients that hang up",
         f"{load['unlike_the_serial_answer']} answers unlike those of the engine alone, {load['past_the_deadline']} "
         f"past the deadline (longest {load['longest_seconds']:.1f} s); {load['questions_per_second']:.0f} questions/s "
         f"beside other load; memory at the end {load['memory_at_the_end_over_plateau']:.2f} of its plateau",
         "eval.serving.load"],
        ["the page, of a server that runs",
         f"first shown in {median(load['first_page_seconds']):.2f} s; first stage of a streamed answer after "
         f"{load['first_stage_milliseconds_p50_p95'][0]:.0f} ms (p50), warm", "eval.serving.load"],
        [f"{schema['requests']:,} requests made from the API's description",
         f"{schema['server_errors']} answered 5xx, {len(schema['faults'])} otherwise than described",
         f"eval.serving.schema --requests {schema['configuration']['requests']}"],
        [f"the HTML file of a result with {viewer['paths']} paths",
         f"opens in {viewer['open_wall_seconds']:.2f} s in Chromium; a click is answered in {p50:.0f} ms (p50; p95 "
         f"{p95:.0f})", "eval.serving.viewer"],
    ]  # fmt: skip


def _pair(p50_p95: list[float]) -> str:
    p50, p95 = p50_p95
    return f"{p50} / {p95}"


def _thousands(number: float) -> str:
    return f"{round(number, -3):,}"
