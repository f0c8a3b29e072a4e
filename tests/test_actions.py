"""A function that takes `by`, the user who answers for a write, writes down who it was."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from observatory.local.services import PROJECT

FOLDERS = {PROJECT / "observatory"} | {
    Path(app.path)
    for app in apps.get_app_configs()
    if Path(app.path).is_relative_to(PROJECT) and "site-packages" not in Path(app.path).parts
}


def functions_taking_by() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in sorted({path for folder in FOLDERS for path in folder.rglob("*.py")}):
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
