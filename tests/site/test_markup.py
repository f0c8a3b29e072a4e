"""Pages, feeds, sitemaps and linked data, read by other people's parsers at their strictest."""

import json

import feedparser
import html5lib
import jsonschema
import pytest
import rdflib
from lxml import etree, html

from observatory.publishing.record_publication import publish
from observatory.records.models import Survey
from observatory.sources.models import OfficialTerm, Rendering
from tests.factories import InitiativeFactory, PlatformFactory
from tests.published import publish_all_items
from tests.site.test_pages import PAGES

pytestmark = pytest.mark.django_db
FURTHER = [
    *(
        "/search/?q=zzzz",
        "/nowhere/",
        "/search/?as_of=2026-11-12",
        "/timeline/?as_of=2026-11-12",
        "/timeline/?year=2023",
    ),
    *("/compare/places/?place=CN&place=ZZ", "/initiatives/plan/?as_of=x", "/initiatives/?jurisdiction=CN&sort=zz"),
    *("/graph/?kind=initiative", "/timeline/?year=2023"),
]


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_page_is_html_without_a_parse_error(client, world, prefix):
    """The tokenizer and tree builder of the HTML standard report no error: no stray end tag, no doubled attribute."""
    term = OfficialTerm.objects.create(term="伦理", note_en="A <note> & more")
    Rendering.objects.create(term=term, text="ethics", source=world.notice)
    china = world.plan.jurisdictions.get()
    Survey.objects.create(jurisdiction=china, kind="platform", outcome="none_found", searched_on="2026-11-01")
    publish_all_items()
    compared = f"/compare/?id={world.plan.public_id}&id={world.guideline.public_id}"
    source, card = f"/sources/{world.notice.public_id}/", f"/r/{world.plan.public_id}/card"
    wrong = {}
    for address in [*PAGES, *FURTHER, compared, source, card]:
        parser = html5lib.HTMLParser()
        parser.parse(client.get(prefix + address).content.decode())
        if parser.errors:
            wrong[address] = parser.errors[:3]
    assert wrong == {}


def test_the_atom_feed_is_well_formed_and_has_what_rfc_4287_requires(client, world):
    response = client.get("/zh-hans/feed.atom?q=AI")
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo
    assert feed.version == "atom10"
    assert all(feed.feed[name] for name in ("id", "title", "updated_parsed", "authors"))
    assert {link.rel for link in feed.feed.links} == {"self", "alternate", "license"}
    assert feed.entries
    for entry in feed.entries:
        assert all(entry[name] for name in ("id", "title", "link", "updated_parsed", "published_parsed"))
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)


# https://www.jsonfeed.org/version/1.1/: what is required, and the types of what we give.
_URL = {"type": "string", "format": "uri", "pattern": "^https?://"}
_TIME = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT"}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": _URL,
        "feed_url": _URL,
        "language": {"enum": ["en", "zh-Hans"]},
        # A name of one's own begins with an underscore and holds an object.
        "_licence": {"type": "object", "required": ["id", "name", "url"], "properties": {"url": _URL}},
        "authors": {"type": "array", "minItems": 1, "items": {"type": "object", "minProperties": 1}},
        "items": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "additionalProperties": False,
                "properties": {
                    "id": _URL,
                    "url": _URL,
                    "title": {"type": "string"},
                    "content_text": {"type": "string", "minLength": 1},
                    "date_published": _TIME,
                    "date_modified": _TIME,
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def test_the_json_feed_keeps_to_its_specification(client, world):
    feed = client.get("/feed.json").json()
    assert feed["items"]
    jsonschema.validate(feed, JSON_FEED, format_checker=jsonschema.FormatChecker())


# https://www.sitemaps.org/protocol.html, with the links to translations that Google's documentation adds to it.
SITEMAP = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified">
<xs:simpleType name="loc"><xs:restriction base="xs:anyURI"><xs:minLength value="12"/><xs:maxLength value="2048"/>
 <xs:pattern value="https?://.+"/></xs:restriction></xs:simpleType>
<xs:simpleType name="lastmod"><xs:union memberTypes="xs:date xs:dateTime"/></xs:simpleType>
<xs:element name="urlset"><xs:complexType><xs:sequence><xs:element name="url" minOccurs="1" maxOccurs="50000">
 <xs:complexType><xs:sequence><xs:element name="loc" type="loc"/>
 <xs:element name="lastmod" type="lastmod" minOccurs="0"/>
 <xs:any namespace="http://www.w3.org/1999/xhtml" minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
 </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
<xs:element name="sitemapindex"><xs:complexType><xs:sequence><xs:element name="sitemap" maxOccurs="50000">
 <xs:complexType><xs:sequence><xs:element name="loc" type="loc"/>
 <xs:element name="lastmod" type="lastmod" minOccurs="0"/>
 </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:schema>"""


def test_sitemaps_keep_to_their_schema(client, world):
    schema = etree.XMLSchema(etree.fromstring(SITEMAP))
    index = etree.fromstring(client.get("/sitemap.xml").content)
    schema.assertValid(index)
    sections = [node.text.split("/", 3)[3] for node in index.iter("{*}loc")]
    assert len(sections) == 6
    for section in sections:
        schema.assertValid(etree.fromstring(client.get(f"/{section}").content))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own parser of JSON-LD uses it
def test_linked_data_uses_types_and_properties_of_schema_org_alone(client, world):
    """Read as RDF; the terms are those of schema.org as rdflib lists them."""
    event = InitiativeFactory(title_en="Forum", slug="forum", initiative_type="event", launched="2024-05-01")
    event.jurisdictions.add(world.plan.jurisdictions.get())
    data = PlatformFactory(title_en="Data", slug="data", platform_type="data", released="2023")
    for record in (event, data):
        publish(record=record, by=None, reason="x")
    addresses = {
        "/instruments/guidelines/": rdflib.SDO.Legislation,
        "/organisations/ministry/": rdflib.SDO.GovernmentOrganization,
        "/bodies/committee/": rdflib.SDO.Organization,
        "/platforms/pangu/": rdflib.SDO.SoftwareApplication,
        "/platforms/data/": rdflib.SDO.Dataset,
        "/initiatives/forum/": rdflib.SDO.Event,
        "/initiatives/plan/": rdflib.SDO.CreativeWork,
        "/data/": rdflib.SDO.Dataset,
    }
    for address, wanted in addresses.items():
        page = html.fromstring(client.get(address).content.decode())
        [text] = page.xpath("//script[@type='application/ld+json']/text()")
        held = json.loads(text)
        assert held.pop("@context") == "https://schema.org"
        graph = rdflib.Graph().parse(
            data=json.dumps(held | {"@context": {"@vocab": str(rdflib.SDO)}}), format="json-ld"
        )
        assert set(graph.objects(None, rdflib.RDF.type)) >= {wanted}, address
        used = {*graph.objects(None, rdflib.RDF.type), *graph.predicates()} - {rdflib.RDF.type}
        assert {term for term in used if term not in rdflib.SDO} == set(), address
