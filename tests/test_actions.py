"""A function that takes `by`, the user who answers for a write, writes down who it was."""

import ast
from collections.abc import Iterator

from observatory.local import PROJECT
from tests.our_apps import OUR_PACKAGES


def functions_taking_by() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in (path for package in OUR_PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                if any(argument.arg == "by" for argument in taken):
                    yield f"{path.relative_to(PROJECT)}:{node.lineno} {node.name}", node


def uses_by(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = (node for statement in function.body for node in ast.walk(statement))
    return any(isinstance(node, ast.Name) and node.id == "by" for node in names)


def test_nobody_takes_by_and_forgets_it():
    found = dict(functions_taking_by())
    assert any(name.endswith(" publish_many") for name in found)
    assert [name for name, function in found.items() if not uses_by(function)] == []
