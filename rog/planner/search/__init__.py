"""The search that all planners share."""
