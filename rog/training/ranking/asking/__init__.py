"""Questions over made-up graphs, for every operation of the query algebra."""
