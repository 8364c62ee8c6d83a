"""Lengths, depth, parameters and names that style.md allows, one test a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.tree import called, python_files

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 60
NESTING_MAX = 3
KERNEL_NESTING_MAX = 5
"""A kernel loops over particles, steps and axes; it may not hand a loop's body to a function that returns an array."""
POSITIONAL_MAX = 4
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager"}
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    assert function.end_lineno is not None
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return function.end_lineno - first + 1


def depth(node: ast.AST) -> int:
    """Blocks inside blocks. An `elif` is no deeper than its `if`; an inner function counts for itself."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, depth(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest


def positional(function: Function) -> int:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_there_is_something_to_check() -> None:
    assert len(python_files("src")) >= 25
    assert len(python_files("tests")) >= 10


@pytest.mark.parametrize("path", python_files(), ids=called)
def test_sizes(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= FILE_LINES_MAX, f"{lines} lines, at most {FILE_LINES_MAX}: split it by nouns"
    nesting_max = KERNEL_NESTING_MAX if "kernels" in path.parts else NESTING_MAX
    for function in functions(path):
        where = f"{function.name}, line {function.lineno}"
        assert length(function) <= FUNCTION_LINES_MAX, f"{where}: {length(function)} lines"
        assert depth(function) <= nesting_max, f"{where}: blocks {depth(function)} deep"


@pytest.mark.parametrize("path", python_files("src", "benchmarks", "validation"), ids=called)
def test_positional_parameters(path: Path) -> None:
    if "kernels" in path.parts:
        return
    for function in functions(path):
        assert positional(function) <= POSITIONAL_MAX, f"{function.name}, line {function.lineno}: use keyword-only ones"


@pytest.mark.parametrize("path", python_files(), ids=called)
def test_names(path: Path) -> None:
    assert not FORBIDDEN_NAMES & {path.stem, *path.parent.parts[-1:]}, "name it after the noun that it holds"


def test_the_measures_measure() -> None:
    source = (
        "@cache\ndef f(self, a, b):\n  for x in a:\n    if x:\n      pass\n    elif b:\n      while 1:\n        pass\n"
    )
    (function,) = (node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))
    assert (length(function), depth(function), positional(function)) == (8, 3, 2)
