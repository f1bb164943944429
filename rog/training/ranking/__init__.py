"""Questions with gold queries over small graphs, which a ranker of queries and its calibration are fitted on."""
