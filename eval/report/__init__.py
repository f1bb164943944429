"""From stored results to the tables of the documents."""
