"""Markup that identifies login, block and bot-check pages. Checked only in pages with little text."""

_LITTLE = 2_000  # characters of main text; a longer page is a document, whatever scripts it has
_LOOK = 300_000

_MARKS = {
    "challenge": (
        "cf-browser-verification", "/cdn-cgi/challenge-platform", "_cf_chl_opt", "cf-chl-", "jsl_clearance",
        "('_')+('_')", '" r="m"', "_fs-ch-",
        "acw_sc__v2", "_incapsula_resource", "px-captcha", "awswafcookiedomainlist", "aws-waf-token",
        "challenge-container", "ddos-guard", "sucuri_cloudproxy", "$_ts=", "$_ts.", "distil_r_captcha",
        "captcha-delivery.com", "ak_bmsc", "bm-verify", "just a moment...", "anubis_challenge", "safeline", "yundun",
        "waf-nc",
    ),
    "captcha": ("captcha", "turnstile", "geetest", "nc_token", "验证码", "滑块", "人机验证"),
    "noscript": ("<noscript",),
    "spa": (
        'id="root"', 'id="app"', 'id="__next"', 'id="__nuxt"', "id=root", "id=app", "<app-root", "ng-app",
        "data-reactroot",
    ),
}  # fmt: skip


def find_signals(html: str, main_text_size: int) -> tuple[str, ...]:
    """Return names of the kinds of markup found: challenge, captcha, noscript, spa; empty for a page with much text."""
    if main_text_size > _LITTLE:
        return ()
    lowered = html[:_LOOK].lower()
    return tuple(name for name, marks in _MARKS.items() if any(mark in lowered for mark in marks))
