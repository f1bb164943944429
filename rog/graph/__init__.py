"""Graphs: the contract that every store keeps, and the one function that picks a store."""

from rog.graph.contract import AnyBranch, AnyTriple, Graph, store_of
from rog.graph.open import build_graph, open_graph

__all__ = ["AnyBranch", "AnyTriple", "Graph", "build_graph", "open_graph", "store_of"]
