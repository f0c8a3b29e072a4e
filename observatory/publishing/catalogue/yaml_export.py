"""Write states as YAML entries in the form that `parse_entries` reads, laid out for reading and for diffs."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from observatory.publishing.catalogue.comparable_states import (
    PARTS,
    SOURCE,
    Key,
    State,
    field_of,
    statement_of_field,
    statement_of_row,
)
from observatory.publishing.facts import Fact
from observatory.records import registry
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import OTHER_IDENTIFIERS, Citation, Source
from observatory.text.input_cleaning import clean_text

Names = Mapping[str, str]
_FOLD = 90
_WIDTH = 118


def yaml_entry_of(state: State, names: Names) -> dict[str, Any]:
    """Return the entry of a file for one state; `names` are the slugs and keys of public ids."""
    return _yaml_source(state) if state.kind == SOURCE else _yaml_record(state, names)


def text_of(entries: Iterable[dict[str, Any]]) -> str:
    """Return the entries of a file as YAML, one blank line between two."""
    parts = [yaml.dump([entry], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH) for entry in entries]
    return "\n".join(parts)


def _yaml_source(state: State) -> dict[str, Any]:
    """Return the entry of a source for a YAML file from its state."""
    columns = state.columns
    plain = (
        "language",
        "container_title",
        "publisher",
        "issued",
        "volume",
        "issue",
        "pages",
        "doi",
        *OTHER_IDENTIFIERS,
    )
    return _filled(
        {
            "id": state.public_id,
            "key": columns["key"],
            "type": columns["type"],
            "standing": "" if columns["standing"] == Source.Standing.SECONDARY else columns["standing"],
            "title": _title(columns),
            **{name: columns[name] for name in plain},
            "contributors": [
                _filled({"role": key[0] if key[0] != "author" else ""} | row)
                for key, row in sorted(state.rows["contributors"].items(), key=lambda item: int(item[0][1]))
            ],
            "as_printed": columns["as_printed"],
            "rights": "" if columns["rights"] == Source.Rights.PASSAGES else columns["rights"],
            "note": _pair(columns, "note"),
            "locations": [
                _filled(
                    {
                        "url": key[0],
                        "role": row["role"],
                        "monitored": "" if row["monitored"] or "retired_at" in row else "false",
                        "retired_at": row.get("retired_at", ""),
                        "note": _pair(row, "note"),
                    }
                )
                for key, row in state.rows["locations"].items()
            ],
        }
    )


def _yaml_record(state: State, names: Names) -> dict[str, Any]:
    """Return the entry of a record for a YAML file from its state; `names` are slugs and keys by public id."""
    columns, rows = state.columns, state.rows
    cited: dict[str, list[dict[str, Any]]] = {}
    for key, row in rows["citations"].items():
        statement, source, locator = key
        item = {"id": state.ids.get(key, "")} | _yaml_citation(names[source], locator, row)
        cited.setdefault(statement, []).append(_filled(item))

    def under(statement: str) -> dict[str, Any]:
        return {"citations": cited.get(statement, [])}

    return _filled(
        {
            "id": state.public_id,
            "slug": columns["slug"],
            "title": _filled(_title(columns) | {"language": columns["original_language"]} | under("title")),
            "summary": _filled(_pair(columns, "summary") | under("summary")),
            "names": [
                _filled({"name": key[0], "language": key[1], "kind": row["kind"], "note": _pair(row, "note")}) | below
                for (key, row), below in zip(
                    rows["names"].items(),
                    _yaml_of_listed("names", [name for name, _language in rows["names"]], cited),
                    strict=True,
                )
            ],
            "identifiers": [
                {"scheme": scheme, "value": value} | below
                for (scheme, value), below in zip(
                    rows["identifiers"],
                    _yaml_of_listed("identifiers", [value for _scheme, value in rows["identifiers"]], cited),
                    strict=True,
                )
            ],
            **{name: _codes(state.terms[name], cited.get(name, [])) for name in TERMS_BY_NAME},
            "facts": _filled(
                {
                    name: _fact(fact, state.columns, cited.get(name, []))
                    for name, fact in registry.get_record_type(state.kind).facts_by_name.items()
                }
            ),
            "milestones": [
                _filled(
                    {
                        "type": key[0],
                        "date": key[1],
                        "title": {"en": key[2]} | _filled({"zh_hans": row["title_zh_hans"]}),
                    }
                    | under(statement_of_row("milestones", key))
                )
                for key, row in rows["milestones"].items()
            ],
            "relations": [_yaml_relation(key, row, names, under) for key, row in rows["relations"].items()],
        }
    )


def _yaml_relation(key: Key, row: dict[str, Any], names: Names, under) -> dict[str, Any]:
    predicate, target, date = key
    head = {"predicate": predicate, "object": names[target], "role": row["role"], "date": date}
    return _filled(head | {"note": _pair(row, "note")} | under(statement_of_row("relations", key)))


def _fact(fact: Fact, columns: dict[str, Any], citations: list[dict[str, Any]]) -> Any:
    values = fact.to_file(columns)
    if fact.short_key and not citations:
        return values[fact.short_key]
    return _filled(values | {"citations": citations})


def _codes(codes: frozenset[str], citations: list[dict[str, Any]]) -> Any:
    return {"codes": sorted(codes), "citations": citations} if citations else sorted(codes)


def _yaml_of_listed(part: str, values: list[str], cited: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return for each name or identifier of an entry what goes under it in the file: the citations that state it. Those
    that state none of them go under the first; names that differ in their language alone share theirs, which stand
    once."""
    own = [cited.pop(statement_of_field(part, value), []) for value in values]
    stray = [row for statement, rows in cited.items() if field_of(statement) == part for row in rows]
    told = [[{key: text for key, text in row.items() if key != "states"} for row in rows] for rows in own]
    return [_filled({"citations": [*rows, *([] if place else stray)]}) for place, rows in enumerate(told)]


def _yaml_citation(source: str, locator: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a citation of a state as it is written under its statement in a YAML file."""
    return _filled(
        {
            "source": source,
            "location": row["location"],
            "states": row["stated_value"],
            "locator": locator,
            "quote": row["quote"],
            "quote_language": row["quote_language"],
            "prefix": row["prefix"],
            "suffix": row["suffix"],
            "quoted_from": row["quoted_from"],
            "verdict": row["verdict"],
            "basis": "" if row["basis"] == Citation.usual_basis(row["verdict"], row["quote"]) else row["basis"],
            "checked_at": row["checked_at"],
            "note": _pair(row, "note"),
        }
    )


def _title(columns: dict[str, Any]) -> dict[str, Any]:
    return _filled(_pair(columns, "title") | {"original": columns["original_title"]})


def _pair(columns: dict[str, Any], name: str) -> dict[str, str]:
    return _filled({"en": columns[f"{name}_en"], "zh_hans": columns[f"{name}_zh_hans"]})


def _filled(mapping: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if value not in ("", [], {}, None)}


class _Dumper(yaml.SafeDumper):
    """Block style; lists of codes and short mappings in one line; long texts folded."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    value = clean_text(value)  # what came into the database by another way than the admin may not be in this form
    folded = len(value) > _FOLD and " " in value and "\n" not in value
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if folded else None)


def _list(dumper: yaml.SafeDumper, value: list) -> yaml.Node:
    short = all(isinstance(item, str) for item in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


def _mapping(dumper: yaml.SafeDumper, value: dict) -> yaml.Node:
    short = all(isinstance(item, str) for item in value.values()) and sum(map(len, value.values())) < _FOLD - 20
    known = value.keys() <= {"en", "zh_hans"} or value.keys() <= {*PARTS["contributors"].values, "role"}
    return dumper.represent_mapping("tag:yaml.org,2002:map", list(value.items()), flow_style=short and known)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _mapping)
