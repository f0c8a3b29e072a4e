"""Several pasted references: a list to choose from, and all chosen ones saved or none."""

import pytest
from django.contrib.admin.models import LogEntry

from observatory.sources.models import Source
from tests.desk.browser_form import form_values
from tests.desk.source_lookup.conftest import text_of
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
CREATE = "/admin/source-lookup/create/"
THREE = """@article{a, title={First paper on weather}, author={Bi, Kaifeng}, year=2023, doi={10.1000/1}}
@book{b, title={Second book on protein}, author={{CAST}}, year=2022, url={https://two.example/}}
@misc{c, title={never closed
"""


def test_list_is_shown_and_the_ticked_ones_are_made(curator, look_up):
    SourceFactory(key="Old", title_en="First paper on weather", doi="10.1000/1")
    response = look_up(curator, THREE)
    page = text_of(response)
    assert "2 references were read. Nothing is saved yet." in page
    assert "Line 3: c" in page
    assert "Old (same DOI)" in page
    form = form_values(response)
    assert form["chosen"] == ["1"]
    made = curator.post(CREATE, form, follow=True)
    assert "1 source was made as a draft." in text_of(made)
    source = Source.objects.get(key="CAST 2022")
    assert (source.type, source.locations.get().url, source.state) == ("book", "https://two.example/", "draft")
    assert LogEntry.objects.filter(object_id=str(source.pk)).count() == 1


def test_two_clicks_make_one_source(curator, look_up):
    form = form_values(look_up(curator, "@misc{a, title={Weather models}}\n@misc{b, title={Protein models}}"))
    assert curator.post(CREATE, form).status_code == 302
    second = curator.post(CREATE, form)
    assert "There is a source for this work by now: Weather models n.d.." in text_of(second)
    assert Source.objects.count() == 2


def test_known_work_is_made_again_if_that_is_wanted(curator, look_up):
    SourceFactory(key="Old", title_en="Weather models")
    form = form_values(look_up(curator, "@misc{a, title={Weather models}}\n@misc{b, title={Protein models}}"))
    assert curator.post(CREATE, form | {"chosen": ["0"]}).status_code == 302
    assert Source.objects.count() == 2


def test_one_of_them_fills_the_form(curator, look_up):
    response = look_up(curator, THREE, fill="1")
    assert form_values(response)["title_en"] == ["Second book on protein"]


def test_all_or_none(curator, look_up):
    SourceFactory(key="Old", title_en="x", doi="10.1000/1")
    response = curator.post(CREATE, {"q": THREE, "chosen": ["0", "1"]})
    assert response.status_code == 400
    assert "Another source has this DOI." in text_of(response)
    assert "Nothing was saved." in text_of(response)
    assert Source.objects.count() == 1


def test_two_references_with_one_key_get_two_keys(curator):
    text = "@misc{a, title={One}, author={{CAST}}, year=2022}\n@misc{b, title={Two}, author={{CAST}}, year=2022}"
    curator.post(CREATE, {"q": text, "chosen": ["0", "1"]})
    assert set(Source.objects.values_list("key", flat=True)) == {"CAST 2022", "CAST 2022b"}


@pytest.mark.parametrize("chosen", [[], ["7"], ["-1"], ["x"], ["9" * 30], ["²"]])
def test_nothing_chosen(curator, chosen):
    response = curator.post(CREATE, {"q": THREE, "chosen": chosen})
    assert response.status_code == 400
    assert "Choose at least one reference." in text_of(response)


def test_only_broken_references(curator, look_up):
    response = look_up(curator, "@misc{c, title={never closed")
    assert "Close the braces and quotes" in text_of(response)


def test_fifty_references_take_few_queries(curator, look_up, django_assert_max_num_queries):
    text = "\n".join(
        f"@misc{{k{n}, title={{Title number {n} about weather}}, url={{https://h{n}.example/}}}}" for n in range(60)
    )
    with django_assert_max_num_queries(15):
        response = look_up(curator, text)
    assert "60 references were read." in text_of(response)
    assert "The first 50 are listed." in text_of(response)


def test_hostile_references_are_text(curator, look_up):
    response = look_up(curator, '[{"title": "<script>alert(1)</script>"}, {"title": "</textarea><b>x"}]')
    page = response.content.decode()
    assert "<script>alert(1)" not in page
    assert "</textarea><b>" not in page
