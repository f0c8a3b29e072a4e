"""Errors say what is wrong and how to fix it, in the reader's language; none is a 500."""

import pytest
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db


def errors(response):
    assert response["Content-Type"] == "application/problem+json"
    return {error["parameter"]: error for error in response.json()["errors"]}


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("records/?jurisdicton=CN", "jurisdiction"),
        ("records/?Theme=TH13", "theme"),
        ("records/?country=CN", "jurisdiction"),
        ("records/?search=x", "q"),
        ("records/?page=2", "cursor"),
        ("records/?per_page=2", "limit"),
        ("initiatives/?budgetrange=BR9", "budget_range"),
        ("sources/?records=x", "record"),
        ("relations/?predicates=x", "predicate"),
        ("changes/?since=2026-01-01", "published_since"),
        ("initiatives/plan/?asof=2026-01-01", "as_of"),
    ],
)
def test_an_unknown_parameter_is_named_with_the_nearest_right_one(api, catalogue, path, meant):
    (error,) = errors(api(path, 400)).values()
    assert error["nearest"] == meant
    assert meant in error["allowed"]
    assert meant in error["detail"]


def test_a_parameter_of_another_type_is_unknown_here(api, catalogue):
    assert "openness" in errors(api("initiatives/?openness=open", 400))
    assert "kind" in errors(api("initiatives/?kind=platform", 400))


def test_all_that_is_wrong_is_told_at_once(api, catalogue):
    told = errors(api("records/?foo=1&limit=0&evidence=good&date_from=soon&theme=TH1&as_of=x&count=maybe", 400))
    assert set(told) == {"foo", "limit", "evidence", "date_from", "theme", "as_of", "count"}


@pytest.mark.parametrize(
    ("query", "name", "nearest"),
    [
        ("evidence=suported", "evidence", "supported"),
        ("kind=initiatives", "kind", "initiative"),
        ("theme=TH14", "theme", "TH13"),
        ("jurisdiction=CN-SX", "jurisdiction", "CN-SH"),
        ("ordering=-dates", "ordering", "-date"),
        ("format=jsn", "format", "json"),
    ],
)
def test_a_bad_value_is_answered_with_what_is_allowed(api, catalogue, query, name, nearest):
    error = errors(api(f"records/?{query}", 400))[name]
    assert error["nearest"] == nearest
    assert nearest in error["allowed"]


def test_a_range_that_ends_before_it_starts_is_refused(api, catalogue):
    assert "date_to" in errors(api("records/?date_from=2024&date_to=2023", 400))
    api("records/?date_from=2023-06&date_to=2023", 200)


def test_a_parameter_given_twice_is_refused_where_one_is_asked(api, catalogue):
    assert "limit" in errors(api("records/?limit=1&limit=2", 400))


def test_errors_speak_the_readers_language(api, catalogue):
    english = api("records/?limit=0", 400, accept_language="fr, en;q=0.5")
    chinese = api("records/?limit=0", 400, accept_language="zh-CN,zh;q=0.9,en;q=0.5")
    assert english["Content-Language"] == "en"
    assert chinese["Content-Language"] == "zh-hans"
    assert chinese.json()["errors"][0]["detail"] != english.json()["errors"][0]["detail"]
    assert "Accept-Language" in chinese["Vary"]


@pytest.mark.parametrize("path", ["initiative/", "nothing/at/all/", "initiatives/plan/version/", "records/a%20b/"])
def test_an_unknown_address_is_a_problem_too(api, catalogue, path):
    problem = api(path, 404)
    assert problem["Content-Type"] == "application/problem+json"


def test_an_unknown_address_names_the_nearest(api, catalogue):
    assert api("initiative/", 404).json()["nearest"].endswith("/api/v1/initiatives/")


def test_an_address_without_its_last_slash_redirects(api, catalogue):
    assert api("initiatives", 301)["Location"] == "/api/v1/initiatives/"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(client, catalogue, method):
    response = getattr(client, method)("/api/v1/initiatives/")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert "GET" in response["Allow"]


def test_what_is_not_served_is_not_acceptable(api, catalogue):
    api("initiatives/", 406, accept="image/png")


@pytest.mark.parametrize(
    "hostile",
    [
        *("%00", "x" * 20000, "9" * 400, "'; DROP TABLE publishing_entry; --", "%ED%A0%80", "%FF%FE", "{}", "-1"),
        *("../" * 50, "\u202e", "𠀀" * 50, "%0d%0aSet-Cookie:x=1"),
    ],
)
def test_hostile_values_are_refused_or_find_nothing(client, catalogue, hostile):
    names = ["q", "id", "theme", "jurisdiction", "date_from", "published_since", "as_of", "cursor", "limit", "related"]
    for name in names:
        response = client.get(f"/api/v1/records/?{name}={hostile}")
        assert response.status_code in (200, 400, 414), (name, response.status_code)
        assert "Set-Cookie" not in response.headers
    for path in ("relations/?subject=", "sources/?record=", "changes/?published_since="):
        assert client.get(f"/api/v1/{path}{hostile}").status_code in (200, 400, 414)


def test_thousands_of_parameters_are_refused(client, catalogue):
    response = client.get("/api/v1/records/?" + "&".join(f"a{n}" for n in range(1200)))
    assert response.status_code == 400


@pytest.mark.parametrize("number", ["0", "99", "9" * 30, "9" * 5000])
def test_a_version_that_is_not_there_is_not_found(api, catalogue, number):
    api(f"initiatives/plan/versions/{number}/", 404)


NUL_IN_IT = "WyJzb3VyY2VzIiwiXHUwMDAwIl0"


@pytest.mark.parametrize("cursor", ["x", "%00", "WyJ4Il0", NUL_IN_IT, "bnVsbA", "e30", "_" * 200, "é"])
@pytest.mark.parametrize("path", ["records/", "relations/", "sources/", "changes/", "records/plan/versions/"])
def test_a_cursor_that_was_not_made_here_is_refused_by_name(api, catalogue, path, cursor):
    errors = api(f"{path}?cursor={cursor}", 400).json()["errors"]
    assert [error["parameter"] for error in errors] == ["cursor"]


@pytest.mark.parametrize("path", ["", "records/", "initiatives/plan/", "relations/", "changes/", "nowhere/", "docs/"])
def test_every_address_says_which_methods_it_has(client, catalogue, path):
    response = client.options(f"/api/v1/{path}")
    assert response.status_code in (200, 204)
    assert {"GET", "HEAD", "OPTIONS"} <= set(response["Allow"].split(", "))


def test_the_schema_answers_in_problems_too(api):
    problem = api("schema/", 406, accept="image/png")
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["status"] == 406


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("records/?theme=TH13%E2%80%8B", "records/?theme=TH13"),
        ("records/?q=Pl%C2%ADan%00", "records/?q=Plan"),
        ("records/?date_from=%EF%BB%BF2023%09", "records/?date_from=2023"),
        ("sources/?type=article-news%E2%80%8Bpaper", "sources/?type=article-newspaper"),
        ("relations/?predicate=laun%C2%ADched", "relations/?predicate=launched"),
    ],
)
def test_characters_that_nobody_sees_are_taken_out_of_parameters(api, catalogue, pasted, meant):
    found = api(meant).json()["results"]
    assert found
    assert api(pasted).json()["results"] == found


@pytest.mark.parametrize("path", ["records/?jurisdiction=", "records/?q=%20", "sources/?type", "records/?theme=,",
                                  "records/?format=", "changes/?published_since="])  # fmt: skip
def test_an_empty_value_is_not_taken_for_none(api, catalogue, path):
    (error,) = errors(api(path, 400)).values()
    assert "no value" in error["detail"]


def broken(execute, sql, *rest):
    raise RuntimeError("a fault of ours")


def away(execute, sql, *rest):
    raise OperationalError("the connection is closed")


@pytest.fixture
def failing(client):
    """Returns a function that asks an address while every statement to the database fails."""
    client.raise_request_exception = False

    def ask(path, how, **headers):
        with connection.execute_wrapper(how):
            return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return ask


@pytest.mark.parametrize("path", ["records/", "records/plan/", "sources/", "relations/", "changes/", "export.jsonl"])
def test_a_fault_of_ours_is_told_to_programs_as_a_problem(failing, path):
    response = failing(f"/api/v1/{path}", broken)
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["type"]) == (500, "about:blank")
    assert "a fault of ours" not in problem["detail"]


def test_a_fault_of_ours_is_told_in_the_readers_language_and_to_people_as_a_page(failing):
    assert failing("/api/v1/records/", broken, accept="text/html")["Content-Type"].startswith("text/html")
    assert failing("/search/", broken)["Content-Type"].startswith("text/html")
    elsewhere = failing("/search/", broken, accept="application/json, text/html;q=0.5")
    assert elsewhere["Content-Type"] == "application/problem+json"
    assert elsewhere.status_code == 500


def test_without_a_database_programs_are_told_when_to_come_again(failing, caplog):
    response = failing("/api/v1/records/", away, accept_language="zh-CN")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert int(response["Retry-After"]) > 0
    assert response["Content-Language"] == "zh-hans"
    assert "no-store" in response["Cache-Control"]
    assert [row.exc_info[0] for row in caplog.records if row.exc_info] == [OperationalError]


def test_an_address_that_is_too_long_is_told_so_in_the_form_that_is_asked_for(client, catalogue):
    long = "x" * 8000
    problem = client.get(f"/api/v1/records/?id={long}")
    assert (problem.status_code, problem["Content-Type"]) == (414, "application/problem+json")
    assert problem.json()["status"] == 414
    page = client.get(f"/zh-hans/search/?q={long}", headers={"accept": "text/html"})
    assert (page.status_code, page["Content-Type"]) == (414, "text/html; charset=utf-8")
    assert "网址" in page.content.decode()
    ids = ",".join(["a" * 39] * 50)
    assert client.get(f"/api/v1/records/?id={ids}&source={ids}").status_code == 200


def test_an_address_below_api_that_no_view_has_is_a_problem_too(client):
    response = client.get("/api/v2/records/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_what_a_list_cannot_do_is_told_in_chinese(api, client, catalogue, settings):
    asked = {"Accept-Language": "zh-Hans,zh;q=0.9"}
    told = client.post("/api/v1/records/", headers=asked).json()["detail"]
    assert "仅供读取" in told
    assert "POST" in told
    told = api("records/", 406, accept="application/pdf", accept_language="zh-Hans").json()["detail"]
    assert "可用格式" in told
    assert "text/csv" in told
    settings.API_REQUESTS_PER_MINUTE = 1
    answers = [client.get("/api/v1/", headers=asked | {"Accept": "application/json"}) for _time in range(2)]
    assert answers[1].status_code == 429
    assert "请求过多" in answers[1].json()["detail"]


@pytest.mark.parametrize("path", [f"/api/v1/records/?q={'a' * 9000}", "/nowhere/"])
def test_errors_outside_the_views_speak_the_language_that_a_program_asks_for(client, db, path):
    told = client.get(path, headers={"Accept": "application/json", "Accept-Language": "zh-Hans"})
    assert told["Content-Language"] == "zh-hans"
    assert "Accept-Language" in told["Vary"]
    assert "。" in told.json()["detail"]
    assert ". " not in told.json()["detail"]


def test_a_page_that_tells_of_an_address_too_long_below_the_api_is_in_the_readers_language(client, db):
    page = client.get(f"/api/v1/records/?q={'a' * 9000}", headers={"Accept": "text/html", "Accept-Language": "zh-Hans"})
    assert page.status_code == 414
    assert '<html lang="zh-Hans">' in page.content.decode()
