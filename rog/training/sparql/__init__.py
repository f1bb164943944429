"""Reads published SPARQL into the algebra of queries."""
