"""Error, block and bot-check pages in English and Chinese, and documents about such subjects."""

import pytest

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.classify import classify_meta_refresh, classify_page, describe_text_elsewhere
from observatory.monitoring.reading.extract import Document, extract
from observatory.monitoring.reading.extract.frames import frame_is_on_same_site, frames_to_visit

URL = "https://example.org/policy/2025/strategy.html"
LONG_EN = (
    "The council shall publish a report on the use of models in public research every year before the end of June. "
)
MENU = "".join(f"<a href={n}>快应用开发教程第{n}章</a>" for n in range(12))
LONG_ZH = "科研机构应当在项目结题后六个月内汇交科学数据；涉及国家秘密和个人隐私的数据，不得公开。"


def page(title: str, body: str) -> Document:
    return extract(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), "text/html")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("404 Not Found", "<h1>404 Not Found</h1><p>nginx</p>"),
        ("Page not found | Council", "<p>Sorry, we couldn't find that page. Check the URL or go to the home page.</p>"),
        ("Council", "<h1>Oops!</h1><p>The page you requested could not be found.</p>"),
        ("Error", "<p>The document you are looking for has been removed or is no longer available.</p>"),
        ("页面不存在", "<p>抱歉，您访问的页面不存在或已被删除！</p>"),
        ("某某市人民政府", "<p>您要查看的页面不存在或已删除！请检查地址后重试。</p><a href=/>返回首页</a>"),
        ("404错误", "<div>很抱歉，找不到您要的网页</div>"),
        ("系统提示", "<p>该内容已被发布者删除，无法查看</p>"),
        ("提示信息", "<p>对不起，该文章不存在或已下线。</p>"),
        ("页面没有找到", "<p>5秒钟之后将会带您进入网站首页!</p>"),
        ("该文章已下架", "<p>该内容因作者申请已下架</p>"),
    ],
)
def test_soft_404(title: str, body: str) -> None:
    assert classify_page(page(title, body), 200, URL) == Outcome.SOFT_404


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Log in | Portal", "<form><input type=password></form><p>Email Password Forgot password?</p>"),
        ("Journal", "<p>Please log in to view this content.</p>"),
        ("Sign in", "<h1>Sign in</h1><p>You must be signed in to continue. Not a member?</p>"),
        ("用户登录", "<form>用户名<input>密码<input type=password></form><p>忘记密码</p>"),
        ("统一身份认证平台", "<form><input type=password></form><p>请输入账号和密码登录</p>"),
        ("文献详情", "<p>请先登录后查看全文</p>"),
        ("系统提示", "<p>您还没有登录，登录后才能访问本页。</p>"),
    ],
)
def test_login_required(title: str, body: str) -> None:
    assert classify_page(page(title, body), 200, URL) == Outcome.LOGIN_REQUIRED


@pytest.mark.parametrize(
    ("status", "title", "body"),
    [
        (403, "Just a moment...", "<script src='/cdn-cgi/challenge-platform/x.js'></script>"),
        (503, "Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><p>Ray ID: 8a91</p>"),
        (200, "Access Denied", "<p>You don't have permission to access this resource. Reference #18.2f</p>"),
        (200, "Robot Check", "<p>Please complete the security check to continue. captcha</p>"),
        (200, "Pardon Our Interruption", "<p>As you were browsing something made us think you were a bot.</p>"),
        (200, "百度安全验证", "<p>请完成下方验证后继续操作</p>"),
        (200, "访问验证", "<p>您的访问过于频繁，请完成滑块验证后继续</p>"),
        (200, "网站防火墙", "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>"),
        (412, "", "<script>$_ts=window['$_ts'];</script>"),
        (412, "", '<div id="9Dhe" content="x" r="m"></div>'),
        (521, "", "<script>document.cookie=('_')+('_')+('j')+('s')+('l')</script>"),
        (200, "One moment, please...", "<p>Please wait while your request is being verified...</p>"),
        (403, "403 Forbidden", "<p>您所在的地区无法访问本网站</p>"),
        (200, "", "<p>正在进行安全检查，请稍候，浏览器检测完成后将自动跳转</p>"),
        (
            200,
            "Before you continue",
            "<p>We use cookies and data to deliver services.</p><p>Accept all</p><p>Reject all</p>",
        ),
        (200, "温馨提示", "<p>当前IP访问受限，暂不支持境外地区访问</p>"),
    ],
)
def test_blocked(status: int, title: str, body: str) -> None:
    assert classify_page(page(title, body), status, URL) == Outcome.BLOCKED


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("502 Bad Gateway", "<h1>502 Bad Gateway</h1>"),
        ("Error", "<p>Error establishing a database connection</p>"),
        ("We'll be back", "<p>The site is currently under maintenance.</p>"),
        ("系统维护中", "<p>网站正在维护，请稍后再来。</p>"),
        ("提示", "<p>服务器内部错误，请联系管理员</p>"),
        ("系统维护公告", "<p>为提升服务质量，本网站将于今日进行系统维护，暂停访问，敬请谅解。</p>"),
        ("服务器开小差", "<p>服务器开小差了，请稍后再试</p>"),
        ("Error", "<p>An unexpected error has occurred. Try reloading the page or come back later.</p>"),
    ],
)
def test_error_shells_sent_with_200(title: str, body: str) -> None:
    assert classify_page(page(title, body), 200, URL) == Outcome.SERVER_ERROR


@pytest.mark.parametrize(
    "body",
    [
        "<div id=app></div><script src=a.js></script>",
        "<noscript>Enable JavaScript</noscript><script src=a.js></script>",
        "<p>Please enable JavaScript to run this application.</p><script>x()</script>",
        "<p>请开启JavaScript后访问</p><script>x()</script>",
        "<div>正在加载，请稍候...</div><script src=a.js></script>",
        "<p>Redirecting to legal.example.org</p><script>x()</script>",
        '<div id="root"><p>加载中...</p></div><script src=a.js></script>',
    ],
)
def test_needs_javascript(body: str) -> None:
    assert classify_page(page("App", body), 200, URL) == Outcome.NEEDS_JAVASCRIPT


def test_a_page_without_anything_is_empty() -> None:
    assert classify_page(extract(b"", "text/html"), 200, URL) == Outcome.EMPTY
    assert classify_page(page("", "<p> </p><img src=logo.png>"), 200, URL) == Outcome.EMPTY


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("How we handle error 404", f"<p>When a page is not found, {LONG_EN * 15}</p>"),
        ("Access denied: a history of closed archives", f"<p>{LONG_EN * 40}</p>"),
        ("关于登录方式调整的公告", f"<p>请先登录后查看。{LONG_ZH * 12}</p>"),
        ("网站维护管理办法", f"<p>{LONG_ZH * 15}</p>"),
        ("防火墙设备采购结果公告", "<p>中标单位：某某公司；金额：32万元；项目：防火墙升级。</p>"),
        ("系统升级项目验收公告", "<p>国家科技管理信息系统升级项目已通过验收，结论为优秀。</p><p>特此公告。</p>"),
        ("Security advisory: captcha bypass", f"<p>A flaw lets bots solve the captcha. {LONG_EN * 6}</p>"),
        ("Sign in procedure for visitors", f"<p>Visitors must sign in at the reception. {LONG_EN * 5}</p>"),
        ("通知", "<p>定于4月8日召开评审会，请准时参加。</p>"),
        ("Strategy", f"<p>{LONG_EN}</p>"),
        ("通知", f"<p>{LONG_ZH}</p>"),
        ("Cookie policy", f"<p>We use cookies. {LONG_EN * 40}</p>"),
        ("网络访问", f"{MENU}<div id=app><p>提供网络访问能力。</p></div>"),
    ],
)
def test_documents_are_not_taken_for_gates(title: str, body: str) -> None:
    assert classify_page(page(title, f"<script>a</script>{body}"), 200, URL) is None


def test_a_redirect_to_a_login_address_is_a_login() -> None:
    document = page("Welcome", "<p>Choose your institution from the list below.</p>")

    assert (
        classify_page(document, 200, URL, final_url="https://sso.example.org/cas/login?service=x")
        == Outcome.LOGIN_REQUIRED
    )
    assert classify_page(document, 200, "https://example.org/login", final_url="https://example.org/login") is None


def test_the_home_page_in_the_documents_place_is_a_soft_404() -> None:
    before = page("Strategy | Research Council", f"<p>{LONG_EN * 3}</p>")
    home = page("Research Council", "<p>Welcome to the council, where research meets policy. Latest news below.</p>")

    assert classify_page(home, 200, URL, before) == Outcome.SOFT_404
    assert classify_page(home, 200, URL) is None


def test_a_page_that_still_says_what_it_said_is_the_document() -> None:
    body = "<h1>404 Not Found</h1><p>This exhibition collects error pages of the early web.</p>"
    document = page("404 Not Found", body)

    assert classify_page(document, 200, URL) == Outcome.SOFT_404
    assert classify_page(document, 200, URL, document) is None


@pytest.mark.parametrize("status", [404, 410, 500, 403])
def test_statuses_that_speak_for_themselves_are_left_to_the_caller(status: int) -> None:
    assert classify_page(page("Sorry", "<p>No.</p>"), status, URL) is None


def test_a_stub_with_a_meta_refresh_is_a_redirect_by_markup() -> None:
    stub = page("x", '<meta http-equiv="refresh" content="0;url=https://example.org/new"><p>Moved.</p>')
    article = page("x", f'<meta http-equiv="refresh" content="600;url=https://example.org/x"><p>{LONG_EN * 5}</p>')

    assert classify_meta_refresh(stub) == "https://example.org/new"
    assert classify_meta_refresh(article) == ""


STATE = '{"title": "Measures", "content": "' + LONG_EN * 3 + '"}'


@pytest.mark.parametrize(
    "body",
    [
        f"<div id=view></div><script type='text/template' id=t><p>{LONG_EN * 3}</p></script>",
        f"<h1>办法</h1><script type='text/x-handlebars'><p>{LONG_ZH * 4}</p></script>",
        f"<h1>Measures</h1><script id=__NEXT_DATA__ type='application/json'>{STATE}</script>",
        f"<h1>Measures</h1><script>window.__INITIAL_STATE__ = {STATE}</script>",
        f"<h1>办法</h1><script>document.write('<p>{LONG_ZH * 4}</p>')</script>",
        "<h1>{{ article.title }}</h1><p>{{ article.date }}</p><div>{{ article.content }}</div>",
        "<h1>${title}</h1><p>发布日期：${date}</p>",
        "<p>您的浏览器版本过低，请升级浏览器后访问。</p>",
        "<p>为了获得更好的体验，建议您使用 Chrome 浏览器访问本站。</p>",
        "<h2>Your browser is not supported</h2><p>Please upgrade your browser.</p>",
        "<p>Ihr Browser wird nicht unterstützt.</p>",
        "<script src=a.js></script><p>Loading…</p>",
        "<script src=a.js></script><p>页面加载中，请稍候...</p>",
        "<script src=a.js></script><p>Chargement en cours...</p>",
        "<script src=a.js></script><p>読み込み中</p>",
    ],
)
def test_a_page_that_waits_for_a_script_or_another_browser_needs_javascript(body: str) -> None:
    assert classify_page(page("办法", body), 200, URL) == Outcome.NEEDS_JAVASCRIPT


@pytest.mark.parametrize(
    "body",
    [
        "<h1>关于公布名单的通知</h1><p>发布日期：2025-03-12</p><p><img src=/upload/1.jpg></p>",
        "<h1>关于公布名单的通知</h1><p><img src=a1.png><br><img src=a2.png></p><div>版权所有：某某省科学技术厅。</div>",
        "<h2>Notice</h2><p>12 March 2025</p><p><a href=big.jpg><img data-src=small.jpg src=data:x></a></p>",
        "<img src=/scan/page-1.gif width=800>",
    ],
)
def test_a_picture_in_the_place_of_the_text_is_told(body: str) -> None:
    document = page("Notice", body)

    assert classify_page(document, 200, URL) == Outcome.TEXT_ELSEWHERE
    assert "picture" in describe_text_elsewhere(document)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>通知</h1><p>定于4月8日召开评审会，请各单位准时参加会议。</p><img src=/upload/hall.jpg>",
        "<h1>通知</h1><p>2025-03-12</p><img src=/images/logo.png>",
        "<h1>通知</h1><p>2025-03-12</p><header><img src=/upload/1.jpg></header>",
        "<h1>通知</h1><p>2025-03-12</p><a href=/news/7.html><img src=/upload/1.jpg></a>",
        "<h1>通知</h1><p>2025-03-12</p><img src=/upload/1.jpg width=60 height=60>",
        f"<p>{LONG_EN}</p><script type='text/template'><p>{LONG_EN * 3}</p></script>",
        f"<p>{LONG_EN}</p><script id=__NEXT_DATA__ type='application/json'>{STATE}</script>",
        "<p>The template writes {{ title }} where the title of the record belongs, and nothing else.</p>",
        "<p>系统自六月起支持新版浏览器。各单位可继续使用原有账号登记项目，材料提交截止六月三十日。</p>",
        "<p>The council has published its guidance on browsers. Offices replace old machines by June 2026.</p>",
        "<ul>" + "".join(f"<li><a href=/{n}>第{n}号文件</a></li>" for n in range(9)) + "</ul><img src=/upload/1.jpg>",
        "<h1>Loading of cargo</h1><p>Loading is allowed from six to nine. Drivers wait at the gate of the yard.</p>",
    ],
)
def test_short_documents_with_pictures_and_scripts_are_documents(body: str) -> None:
    assert classify_page(page("通知", f"<script>a</script>{body}"), 200, URL) is None


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        (["https://example.org/left.html", "https://example.org/x.html"], ["https://example.org/x.html"]),
        (
            ["https://example.org/a", "https://example.org/mainFrame.jsp"],
            ["https://example.org/mainFrame.jsp", "https://example.org/a"],
        ),
        (["https://www.example.org/x"], ["https://www.example.org/x"]),
        (["https://files.example.org/x"], ["https://files.example.org/x"]),
        (["https://example.com/x", "ftp://example.org/x"], []),
        (["https://example.org/view?file=/law.pdf#page=2"], ["https://example.org/law.pdf"]),
        (["https://view.example.net/?src=https%3A%2F%2Fexample.org%2Flaw.docx"], ["https://example.org/law.docx"]),
        (
            ["https://example.org/view?file=javascript:x.pdf", "https://[bad/x"],
            ["https://example.org/view?file=javascript:x.pdf"],
        ),
        ([f"https://example.org/{n}" for n in range(9)], [f"https://example.org/{n}" for n in range(3)]),
    ],
)
def test_the_frames_to_visit_are_of_the_same_site_and_the_likeliest_first(
    frames: list[str], expected: list[str]
) -> None:
    assert list(frames_to_visit(tuple(frames), URL)) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example.gov.cn/", "https://b.example.gov.cn/", True),
        ("https://one.gov.cn/", "https://two.gov.cn/", False),
        ("https://www.gov.cn/", "https://www.most.gov.cn/", False),
        ("https://one.ac.uk/", "https://two.ac.uk/", False),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:9000/", True),
        ("http://127.0.0.1/", "http://10.0.0.1/", False),
        ("http://[::1]/", "http://[::2]/", False),
        ("mailto:x", "mailto:x", False),
    ],
)
def test_a_site_is_a_registered_domain(one: str, other: str, same: bool) -> None:
    assert frame_is_on_same_site(one, other) is same
