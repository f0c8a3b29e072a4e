"""The rooms and arrows of docs/architecture.md are those of the code; sizes may be a little behind."""

from observatory.local import PACKAGES, PROJECT
from observatory.local.package_table import markdown_table, rooms


def described(markdown: str) -> list[list[str]]:
    """Return the name, purpose and imports of each room in a table."""
    rows = [line.split("|")[1:-1] for line in markdown.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in (row[0], row[1], row[4])] for row in rows]


def test_the_table_of_rooms_is_that_of_the_code():
    page = (PROJECT / "docs" / "architecture.md").read_text()
    written = page.partition("<!-- rooms -->")[2].partition("<!-- /rooms -->")[0]
    assert described(written) == described(markdown_table(rooms())), "run `make rooms` and paste its table"


def test_every_room_says_what_it_holds():
    assert [room.name for room in rooms() if not room.purpose] == []


def test_no_two_rooms_of_the_project_import_each_other_but_a_package_and_its_parts():
    imports = {room.name: set(room.imports) for room in rooms()}
    pairs = {
        (one, other)
        for one, others in imports.items()
        for other in others
        if one < other and one in imports[other] and not other.startswith(f"{one}.")
    }
    assert pairs == set()


def test_every_root_package_is_counted():
    assert {room.name.partition(".")[0] for room in rooms()} == set(PACKAGES)
