from django.utils.translation import override

from observatory.records.predicates import INVERSE, Predicate


def test_every_predicate_reads_from_both_ends_in_both_languages():
    assert set(INVERSE) == set(Predicate)
    for language in ("en", "zh-hans"):
        with override(language):
            assert all(str(INVERSE[predicate]) and str(predicate.label) for predicate in Predicate)
