"""Ranks what was proposed and executed by all that speaks for it: one softmax over fitted evidence."""
