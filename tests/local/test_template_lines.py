"""The layout of templates, as the lint step wants it."""

import pytest

from observatory.local.template_lines import LONGEST, flaws_of_template_line, template_files, template_flaws, tidied


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("  <p>{{ text }}</p>", []),
        ("x" * LONGEST, []),
        ("x" * (LONGEST + 1), [f"longer than {LONGEST} characters"]),
        ("<p> ", ["spaces at the end"]),
        ("\t<p>", ["tab"]),
    ],
)
def test_a_line_is_short_and_has_no_stray_space(line, found):
    assert list(flaws_of_template_line(line)) == found


def test_a_flaw_is_named_with_file_and_line_and_tidied_away(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>\n</p>  \n\n")
    assert list(template_flaws([path])) == [
        f"{path}:2: spaces at the end",
        f"{path}: ends with no line break, or with more than one",
    ]
    path.write_text(tidied(path.read_text()))
    assert path.read_text() == "<p>\n</p>\n"
    assert list(template_flaws([path])) == []


def test_the_templates_of_site_and_admin_are_checked():
    folders = {path.parts[-2] for path in template_files()}
    assert {"site", "macros", "api", "admin", "monitoring", "parts"} <= folders
