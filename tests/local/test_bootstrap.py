"""The bootstrap on machines that lack something."""

import ast
import json
import subprocess
import sys

from observatory.local import PROJECT

SCRIPT = str(PROJECT / "observatory" / "local" / "bootstrap.py")


def run_after(preparation: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a Python that `preparation` has changed."""
    code = f"import runpy, sys, shutil\n{preparation}\nrunpy.run_path({json.dumps(SCRIPT)}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)


def test_an_old_python_is_named_with_the_remedy():
    old = "sys.version_info = (3, 9, 2); sys.version = '3.9.2 (old)'; shutil.which = lambda name: None"
    result = run_after(old)
    assert result.returncode == 1
    assert result.stderr == (
        "error: Python 3.11 or newer is required; this is 3.9.2. Use another one: make PYTHON=/path/to/python3.12 ...\n"
    )


def test_a_missing_venv_module_is_named_with_the_remedy():
    result = run_after("sys.modules['ensurepip'] = None")
    assert result.returncode == 1
    assert result.stderr.startswith("error: This Python has no venv module: install it (Debian")
    assert result.stderr.count("\n") == 1


def test_python_3_6_can_read_the_script():
    """Else an old Python would show a syntax error instead of the line meant for it."""
    ast.parse((PROJECT / "observatory" / "local" / "bootstrap.py").read_text(), feature_version=(3, 6))
