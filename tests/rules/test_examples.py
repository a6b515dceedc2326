"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from minben import rules

MODULES = sorted(module.name for module in pkgutil.walk_packages(rules.__path__, "minben.rules."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_so(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
