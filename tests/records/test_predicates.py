import pytest
import yaml
from django.conf import settings
from django.utils.translation import override

from observatory.records.predicates import INVERSE, Predicate, kinds_that_fit, predicate_fits, sentence_choices


def test_every_predicate_reads_from_both_ends_in_both_languages():
    assert set(INVERSE) == set(Predicate)
    for language in ("en", "zh-hans"):
        with override(language):
            assert all(str(INVERSE[predicate]) and str(predicate.label) for predicate in Predicate)


KINDS = ("organisation", "body", "initiative", "instrument", "platform")


@pytest.mark.parametrize(
    ("subject", "predicate", "other", "fitting"),
    [
        ("organisation", "issued", "instrument", True),
        ("initiative", "issued", "organisation", False),
        ("organisation", "launched", "initiative", True),
        ("instrument", "launched", "initiative", False),
        ("instrument", "amends", "instrument", True),
        ("organisation", "amends", "instrument", False),
        ("platform", "part_of", "platform", True),
        ("initiative", "part_of", "organisation", False),
        ("body", "advises", "organisation", True),
        ("call", "issued", "organisation", True),  # a type that the table does not know
    ],
)
def test_a_predicate_fits_some_types(subject, predicate, other, fitting):
    assert predicate_fits(subject, predicate, other) is fitting


def test_every_predicate_fits_some_types_and_is_offered_from_either_end():
    offered = {sentence for kind in KINDS for sentence, _words in sentence_choices(kind, KINDS)}
    assert offered >= {f"out:{each}" for each in Predicate}
    assert offered >= {f"in:{each}" for each in Predicate if each != Predicate.PARTNER_OF}
    for kind in KINDS:
        for sentence, _words in sentence_choices(kind, KINDS):
            assert kinds_that_fit(kind, sentence, KINDS)
    assert kinds_that_fit("initiative", "in:launched", KINDS) == ["organisation", "body", "initiative"]
    assert kinds_that_fit("initiative", "nonsense", KINDS) == [*KINDS]


def test_no_relation_of_the_case_study_is_refused():
    folder = settings.BASE_DIR / "fixtures" / "china"
    kinds = {"organisations": "organisation", "bodies": "body", "initiatives": "initiative"}
    kinds |= {"instruments": "instrument", "platforms": "platform"}
    rows = {kind: yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")) for name, kind in kinds.items()}
    kind_of = {row["slug"]: kind for kind, each in rows.items() for row in each}
    stated = [
        (kind, relation["predicate"], kind_of[relation["object"]])
        for kind, each in rows.items()
        for row in each
        for relation in row.get("relations", ())
    ]
    assert len(stated) > 50
    assert [each for each in stated if not predicate_fits(*each)] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_two_relations_read_alike_on_a_form(language):
    with override(language):
        for kind in KINDS:
            words = [str(each) for _sentence, each in sentence_choices(kind, KINDS)]
            assert len(set(words)) == len(words)
