"""For tests of a store, a planner or a reasoner of your own: what they must do, and fakes of what is around them.

`GraphContract` and `assert_equals_brute_force` hold a store to the contract (they need pytest), and `Enumerator` is the
plain enumeration that they compare with. `ScriptedPlanner` and `ScriptedLM` say what they were told to.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rog.lm.scripted import ScriptedLM
from rog.testing.brute_force import Enumerator
from rog.testing.scripted_planner import Script, ScriptedPlanner

if TYPE_CHECKING:
    from rog.testing.graph_contract import GraphContract, assert_equals_brute_force

__all__ = ["Enumerator", "GraphContract", "Script", "ScriptedLM", "ScriptedPlanner", "assert_equals_brute_force"]


def __getattr__(name: str) -> object:
    """The suite when it is asked for, since it imports pytest."""
    if name not in __all__:
        raise AttributeError(f"module 'rog.testing' has no attribute {name!r}")
    import pytest

    pytest.register_assert_rewrite("rog.testing.graph_contract")  # so that a failure shows both sides
    return getattr(import_module("rog.testing.graph_contract"), name)
