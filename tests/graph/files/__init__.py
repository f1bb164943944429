"""Source files to records: which texts are values, and RDF."""
