"""RDF: triples, names and relations from what a parser gives."""
