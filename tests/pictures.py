"""Take the pictures of the guide for curators from a site that `make run` started, with the demo data just loaded.

    make pictures URL=http://localhost:8000 PASSWORD=...

The password is that of the demo accounts (`make run` prints it). What the pictures show is made through the site
itself: a record in review, a stored text, a report from a reader, a table with refused rows, an organisation entered
twice. Each picture is taken in English (`docs/pictures/NAME.jpg`) and Chinese (`NAME.zh-hans.jpg`).
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import find_chromium

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
MOST_BYTES = 120_000
LANGUAGES = ("", "zh-hans")  # as URLs name them
PLAN = "Implementation Plan for Scientific Research"
SUMMARY = "National plan for AI in the sciences of 2022 to 2025. It names fields in which AI is to speed up research."
QUOTED_FROM = "kjj.tjbh.gov.cn 2023"  # a source of the plan, and the words that the catalogue quotes from it
TEXT = """人工智能驱动的科学研究 专项部署工作启动

为贯彻落实国家《新一代人工智能发展规划》,结合人工智能前沿发展趋势,\
近期,科技部、自然科学基金委联合启动了AI for Science专项部署工作。
"""
CITED = "https://www.gov.cn/xinwen/2023-03/27/content_5748495.htm"
TABLE = """key,publisher,issued,type,title_en
Example 2024,Example Press,12 March 2024,report,AI for Science in numbers
Example 2025,Example Press,someday,report,AI for Science in numbers: second edition
Example 2026,Example Press,2026,reprot,AI for Science in numbers: third edition
"""
REFERENCE = """@article{wang2023,
  title = {Scientific discovery in the age of artificial intelligence},
  author = {Wang, Hanchen and Fu, Tianfan and Du, Yuanqi},
  journal = {Nature}, volume = {620}, pages = {47--60}, year = {2023},
  doi = {10.1038/s41586-023-06221-2}
}
"""


class Desk:
    """The desk as one account sees it, in English unless a picture is taken in Chinese."""

    def __init__(self, browser: Browser, url: str, name: str, password: str) -> None:
        self.url = url
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce", locale="en"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.go("/admin/")
        self.page.locator("#id_username").fill(name)
        self.page.locator("#id_password").fill(password)
        self.page.locator("[type=submit]").click()
        self.page.locator(".home-head").wait_for()

    def go(self, path: str) -> Page:
        """Open a page of the site. Raises SystemExit where there is none."""
        answer = self.page.goto(self.url + path)
        if answer is None or not answer.ok:
            raise SystemExit(f"error: {self.url}{path} cannot be opened")
        return self.page

    def find(self, model: str, words: str) -> str:
        """Return the URL of the form of the row that a list finds by these words."""
        page = self.go(f"/admin/{model}/?q={words}")
        found = page.locator("#result_list tbody a[href*='/change/']").first.get_attribute("href")
        return str(found).partition("?")[0]

    def picture(
        self,
        name: str,
        path: str,
        prepare: Callable[[Page], None] | None = None,
        languages: Iterable[str] = LANGUAGES,
    ) -> None:
        """Take the picture of a page in each language; `prepare` brings into view what it is about."""
        for language in languages:
            page = self.go(f"/{language}{path}" if language else path)
            if prepare is not None:
                prepare(page)
            page.wait_for_load_state("networkidle")
            file = FOLDER / f"{name}{'.' + language if language else ''}.jpg"
            page.screenshot(path=file, type="jpeg", quality=70)
            size = file.stat().st_size
            sys.stdout.write(f"{file.name}: {size:,} bytes\n")
            if size > MOST_BYTES:
                raise SystemExit(f"error: {file.name} has more than {MOST_BYTES:,} bytes")


def at(selector: str, above: int = 20) -> Callable[[Page], None]:
    """Return a function that scrolls to an element, with so many pixels above it."""

    def scroll(page: Page) -> None:
        page.locator(selector).first.evaluate(
            "(found, above) => scrollTo(0, found.getBoundingClientRect().top + scrollY - above)", above
        )

    return scroll


@contextmanager
def desks(url: str, password: str) -> Iterator[tuple[Browser, Desk, Desk]]:
    """Yield a browser, and the desks of the curator and the reviewer of the demo data."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser, Desk(browser, url, "curator", password), Desk(browser, url, "reviewer", password)
        browser.close()


def attach_text(curator: Desk) -> None:
    """Store a text for a source that the plan cites, so that the evidence screen has something to show."""
    source = curator.find("sources/source", QUOTED_FROM).split("/")[-3]
    page = curator.go(f"/admin/monitoring/snapshot/attach/{source}/")
    page.locator("input[type=file]").set_input_files(
        {"name": "notice.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    )
    page.locator("#content [type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def edit_and_submit(curator: Desk, form: str) -> None:
    """Edit the summary of the plan and submit it for review."""
    page = curator.go(form)
    page.locator("#id_summary_en").fill(SUMMARY)
    page.get_by_role("button", name="Save, then: Submit for review…").click()
    page.get_by_role("button", name="Submit for review", exact=True).click()
    page.wait_for_load_state("networkidle")


def leave_work(curator: Desk, reviewer: Desk, public_id: str) -> None:
    """Give the curator something to do: a draft, and a comment that mentions them."""
    form = curator.find("initiatives/initiative", "Young Scientist Salon")
    page = curator.go(form)
    page.locator("#id_summary_en").fill("A meeting of young scientists in China and abroad on AI for Science.")
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state("networkidle")
    page = reviewer.go(f"/admin/review/{public_id}/")
    summary = page.locator("#field-summary")
    summary.locator(".say summary").click()
    summary.locator("textarea").first.fill("@curator, which fields does the source name?")
    page.get_by_role("button", name="Add the comments only").click()
    page.wait_for_load_state("networkidle")


def report_mistake(browser: Browser, url: str, public_id: str) -> None:
    """Send a report about a statement of the plan, as a reader."""
    page = browser.new_context(locale="en").new_page()
    page.goto(f"{url}/r/{public_id}/report?statement=launched")
    page.get_by_label("What is wrong?").fill("The notice says when the work began; the plan was adopted before.")
    page.get_by_label("Web address of a page that shows it").fill(CITED)
    page.get_by_label("The words on that page").fill("AI for Science专项部署工作")
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_load_state("networkidle")
    page.context.close()


def upload_table(curator: Desk, language: str) -> str:
    """Upload a table with two refused rows, without importing it; return the path of its review. What is wrong is said
    in the language of the upload."""
    page = curator.go(f"{language and '/' + language}/admin/exchange/import/add/")
    page.locator("[name=kind]").select_option("sources")
    page.locator("[name=file]").set_input_files(
        {"name": "sources.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    page.locator("[name=file]").locator("xpath=ancestor::form").locator("[type=submit]").first.click()
    page.locator("tr.row-refused").first.wait_for()
    return page.url.removeprefix(curator.url).removeprefix(f"/{language}" if language else "")


def enter_twice(curator: Desk) -> str:
    """Enter an organisation that the catalogue has already; return the path of the page that compares the two."""
    page = curator.go("/admin/records/organisation/add/")
    page.locator("#id_title_en").fill("The National Natural Science Foundation of China")
    page.locator("#id_title_zh_hans").fill("国家自然科学基金委员会")
    page.locator("#id_organisation_type").select_option("government")
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state("networkidle")
    page = curator.go("/admin/duplicates/records/")
    return str(page.get_by_role("link", name="Compare and merge").first.get_attribute("href"))


def look_up(page: Page) -> None:
    """Paste a reference and look it up."""
    field = page.locator("#content [name=q]")
    field.fill(REFERENCE)
    field.locator("xpath=ancestor::form").locator("[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def choose_notices(page: Page) -> None:
    """Choose immediate notices, unsaved; leave out what the page says of a mail server that the demo does not have."""
    page.locator("[name=immediate]").check()
    at("#content fieldset")(page)


def take_pictures(url: str, password: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with desks(url, password) as (browser, curator, reviewer):
        form = curator.find("initiatives/initiative", PLAN)
        page = curator.go(form)
        review = str(page.locator("a[href*='/admin/review/']").first.get_attribute("href"))
        public_id = review.rstrip("/").split("/")[-1]
        attach_text(curator)
        edit_and_submit(curator, form)
        leave_work(curator, reviewer, public_id)
        report_mistake(browser, url, public_id)
        merge = enter_twice(curator)
        report = reviewer.find("corrections/report", "")
        key = form.split("/")[-3]

        curator.picture("home", "/admin/")
        curator.picture("record-form", form, at(".field-launched", 260))
        curator.picture("source-lookup", "/admin/sources/source/add/", look_up)
        quoted = curator.go(f"/admin/evidence/{key}/").get_by_role("link", name=QUOTED_FROM).first.get_attribute("href")
        curator.picture("evidence", f"/admin/evidence/{key}/{quoted}" if str(quoted)[0] == "?" else str(quoted))
        reviewer.picture("review", review, at("#field-summary"))
        curator.picture("history", form.replace("/change/", "/history/"))
        for language in LANGUAGES:
            curator.picture("import", upload_table(curator, language), languages=[language])
        curator.picture("merge", merge)
        reviewer.picture("report", report)
        curator.picture("notices", "/admin/notices/", choose_notices)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="of the site, such as http://localhost:8000")
    parser.add_argument("password", help="of the demo accounts")
    given = parser.parse_args()
    take_pictures(given.url.rstrip("/"), given.password)
    return 0


if __name__ == "__main__":
    sys.exit(main())
