"""The planner that asks a chat model."""
