"""Notices in a document's place, in several languages, and documents about the same subjects."""

import pytest

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.classify import classify_page
from observatory.monitoring.reading.extract import Document, extract
from observatory.monitoring.reading.extract.thin_page import read_thin_page

URL = "https://example.org/policy/2025/strategy.html"
LINKS = "".join(f"<a href=/{n}>Cheap flights {n}</a><br>" for n in range(20))


def page(title: str, body: str) -> Document:
    return extract(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), "text/html")


def outcome(title: str, body: str, status: int = 200) -> Outcome | None:
    return classify_page(page(title, body), status, URL)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("research-hub.example", "<h1>research-hub.org is for sale!</h1><p>Get this domain today.</p>" + LINKS),
        (
            "Domain for sale",
            "<p>The domain research-hub.org is for sale.</p><p>Our brokers answer every question by phone or mail, in"
            " German and English, and hold the price in trust until the transfer has been completed.</p>",
        ),
        ("parked", "<p>This domain is parked free, courtesy of the registrar.</p>" + LINKS),
        ("Expired", "<p>This domain name has expired. Renew your domain to keep it.</p>"),
        ("Account Suspended", "<h1>Account Suspended</h1><p>This account has been suspended. Contact your host.</p>"),
        ("域名停放", "<p>您访问的域名已过期，请联系域名注册商续费。</p>"),
        ("hub.cn", "<h2>本域名正在出售</h2><p>购买此域名请致电 400-000-0000</p>"),
        ("提示", "<p>您访问的网站已到期关停，请联系服务商。</p>"),
        ("Domain", "<p>Diese Domain steht zum Verkauf.</p>"),
        ("Domaine", "<p>Ce nom de domaine est à vendre.</p>"),
        ("お知らせ", "<p>このドメインは現在販売中です。</p>"),
        ("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page, the web server is working.</p>"),
        ("Apache2 Ubuntu Default Page: It works", "<p>" + "This page is used to test the server. " * 60 + "</p>"),
        ("", "<h1>It works!</h1>"),
        ("IIS Windows Server", "<a href=x><img src=iis.png></a>"),
        ("没有找到站点", "<p>您的请求在Web服务器中没有找到对应的站点！</p><p>可能原因：您没有将此域名绑定到站点。</p>"),
        ("Index of /", "<h1>Index of /</h1><pre>Name Last modified Size Description<hr>Parent Directory</pre>"),
        ("Coming soon", "<h1>Coming soon</h1>"),
        ("网站暂停访问", "<p>该网站尚未完成ICP备案，按照规定已停止接入。</p>"),
        ("访问被阻断", "<p>抱歉，本站点未办理备案手续。</p>"),
        ("提示", "<p>内容正在审核，请稍后再来。</p>"),
        ("提示", "<p>您访问的文章尚未审核。</p>"),
        ("公众号", "<p>该公众号已迁移至新的账号。</p>"),
        ("公众号", "<p>此账号已被屏蔽，内容无法查看。</p>"),
        ("微信公众平台", "<p>此内容因违规无法查看</p>"),
        ("Repository", "<p>This record has been withdrawn at the request of the author.</p>"),
        ("Library", "<h1>This publication was retracted</h1><p>Contact the editors for details.</p>"),
        ("Portal", "<p>This document has been moved to the archive of the ministry.</p>"),
        ("x", "<p>This website is for sale!</p><p>It is the best source for all that you look for.</p>"),
        ("网站备案中", "<p>网站备案中，敬请期待</p>"),
        ("提示", "<p>本文正在审核，审核通过后可见</p>"),
        ("提示", "<p>该页面因内容调整暂停访问</p>"),
        ("Record", "<p>The record you requested was withdrawn by its owner.</p>"),
        ("Directory listing for /", "<h1>Directory listing for /</h1><hr><ul></ul>"),
        ("Apache Tomcat/9.0", "<h1>Apache Tomcat/9.0</h1><p>Congratulations!</p>"),
        ("", "<p>链接已过期</p>"),
        ("Dominio", "<p>Dominio en venta</p>"),
        ("Fehler", "<p>Diese Seite wurde nicht gefunden.</p>"),
        ("Ошибка", "<p>Страница удалена или не существует.</p>"),
    ],
)
def test_no_site_and_no_text_are_a_soft_404(title: str, body: str) -> None:
    assert outcome(title, body) == Outcome.SOFT_404


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("公众平台", "<p>当前环境异常，完成验证后即可继续访问。</p><a>去验证</a>"),
        ("提示", "<p>请在微信客户端打开链接</p>"),
        ("提示", "<p>本站仅限中国大陆地区访问</p>"),
        ("Sorry", "<p>This content is not available in your region.</p>"),
        ("451", "<p>Readers in the European Union cannot open this site for now.</p>"),
        ("Hinweis", "<p>Dieser Inhalt ist in Ihrem Land nicht verfügbar.</p>"),
        ("Доступ", "<p>Подтвердите, что вы не робот</p>"),
    ],
)
def test_checks_and_borders_are_blocked(title: str, body: str) -> None:
    assert outcome(title, body) == Outcome.BLOCKED


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("实名认证", "<p>根据相关规定，请先完成实名认证。</p>"),
        ("提示", "<p>请输入手机验证码</p><p>获取验证码</p>"),
        ("文库", "<p>绑定手机号后方可查看全文</p>"),
        ("报告", "<p>本报告分析人工智能产业的发展趋势，共分五章。</p><p>开通会员，阅读全文</p>"),
        ("杂志", "<p>文章开头一段。</p><p>剩余80%内容需付费阅读</p>"),
        (
            "Science policy",
            "<p>The council adopted a new plan last week. " + "It lists measures for open data. " * 12 + "</p>"
            "<p>Subscribe to continue reading</p>",
        ),
        ("Journal", "<p>You have used all your free articles. Already a subscriber? Log in.</p>"),
        ("用户注册", "<form>手机号<input>验证码<input></form><p>注册即同意服务协议</p>"),
        ("Portal", "<p>Please verify your phone number.</p>"),
        ("Le journal", "<p>Article réservé aux abonnés</p>"),
        ("会員", "<p>続きを読むにはログインしてください。</p>"),
    ],
)
def test_registration_and_payment_are_a_login(title: str, body: str) -> None:
    assert outcome(title, body) == Outcome.LOGIN_REQUIRED


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("系统维护", "<p>系统正在进行例行维护，预计两小时后恢复。</p>"),
        ("提示", "<p>本网站因设备检修暂停访问，敬请谅解。</p>"),
        ("509", "<h1>Bandwidth Limit Exceeded</h1><p>The server is unable to serve your request.</p>"),
        ("提示", "<p>当前访问人数过多，请稍后再试</p>"),
        ("", "<p>Сайт временно недоступен.</p>"),
        ("Wartung", "<h1>Wartungsarbeiten</h1><p>Wir sind bald zurück.</p>"),
        ("Maintenance", "<p>Le site est en maintenance.</p>"),
        ("お知らせ", "<p>ただいまメンテナンス中です。</p>"),
    ],
)
def test_maintenance_and_quotas_are_server_errors(title: str, body: str) -> None:
    assert outcome(title, body) == Outcome.SERVER_ERROR


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "互联网域名管理办法",
            "<p>第一条 为规范域名服务，制定本办法。</p>"
            "<p>第二条 域名持有者可以转让域名；域名过期未续费的，注册机构应当注销该域名。</p>"
            "<p>第三条 未备案的网站，接入服务商不得为其提供接入服务。</p>",
        ),
        (
            "网站备案指南",
            "<p>主办者应当在网站开通前办理备案。</p><p>该网站未按规定备案的，由通信管理局责令限期改正；逾期不改的，停止接入。</p>"
            "<p>备案材料包括主办者证件和接入协议，审核时限为二十个工作日，结果以短信告知。</p>",
        ),
        ("关于撤回某项目的通知", "<p>经研究，决定撤回2024年度第12号项目，已拨经费由承担单位退回。</p>"),
        ("通知", "<p>项目申报内容正在审核中，结果将于五月公布。</p>"),
        ("系统升级", "<p>我省科技计划管理信息系统完成升级，新增项目查询和经费管理两项功能，服务科研人员三万余人。</p>"),
        (
            "Project withdrawn",
            "<p>The ministry has withdrawn the project on shared telescopes; no calls will follow.</p>",
        ),
        (
            "How domains are sold",
            "<p>A broker may say that a name is for sale. The registry only records the transfer.</p>",
        ),
        ("New website", "<p>The website is available in three languages. It lists all calls of the council.</p>"),
        ("Webinar", "<p>Register online to access the webinar on 3 May. Seats are limited to one hundred.</p>"),
        ("Why people fail captchas", "<p>Studies show that people fail captchas more often than programs do.</p>"),
        ("Press release", "<p>The council and the academy signed an agreement on research data today.</p>"),
        ("实名认证办法", "<p>平台应当对用户进行实名认证，未经认证的用户不得发布科研数据。</p>"),
        ("关于调整会员登录方式的公告", "<p>自六月一日起，会员改用统一账号。原账号保留至年底，逾期停用。</p>"),
        ("申报通知", "<p>申报人请先完成实名注册，再登录系统填写申报书。截止日期为5月31日。</p>"),
        ("Server room", "<p>The web server is running on 40 nodes of the national centre since May.</p>"),
        ("数据集", "<p>该数据集已归档至国家科学数据中心，可凭编号下载。</p>"),
        ("关于撤销某平台的通知", "<p>经评估，撤销某省人工智能重点实验室，该实验室不再享受相关政策。</p>"),
        ("Archive", "<p>The archive has been moved to the new building. Readers may order boxes.</p>"),
        ("公告", "<p>本网站内容版权归某某省科学技术厅所有。</p><p>定于4月8日召开评审会，请准时参加。</p>"),
        ("Index of /laws", "<h1>Index of /laws</h1><pre><a href=a.pdf>law-2025.pdf</a> 01-Jan-2025</pre>"),
        ("Plan suspended", "<p>The plan has been suspended until the budget of 2026 is adopted.</p>"),
        ("Index of research data", "<p>The index lists all certified centres by province.</p>"),
    ],
)
def test_documents_about_such_subjects_are_documents(title: str, body: str) -> None:
    assert outcome(title, body) is None


def test_a_long_document_with_a_notice_above_it_is_the_document() -> None:
    text = (
        "<p>Undertakers of projects deposit their data in a certified centre within ninety days of acceptance.</p>" * 12
    )

    assert outcome("Guidance", f"<p>This document was withdrawn on 1 March 2024.</p>{text}") is None


def test_a_notice_never_replaces_a_document_that_is_still_there() -> None:
    body = "<h1>It works!</h1><p>A short story of the first server.</p>"

    assert outcome("It works", body) == Outcome.SOFT_404
    assert classify_page(page("It works", body), 200, URL, page("It works", body)) is None


@pytest.mark.parametrize("piece", [",", "，请先", "<%", "{{", "。", "该网站", "loading\n", "请先 ", "\n.", "[.", '="x'])
def test_text_made_to_slow_the_search_down_is_searched_like_any_other(piece: str) -> None:
    document = Document(media="html", title=piece * 200, blocks=(piece * 50_000,), full_text=piece * 50_000, scripts=1)

    assert classify_page(document, 200, URL) in (None, *Outcome)
    assert page(piece, f"<p>{piece * 20_000}</p>").media == "html"
    assert read_thin_page(f"<script>{piece * 50_000}</script>", URL).redirect_url == ""
