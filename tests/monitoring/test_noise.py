"""Lines that change by themselves, and statements that look like them."""

import pytest

from observatory.monitoring.reading.noise import Place, is_noise, mask_moving_parts, names_attachment


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("阅读 26,721 评论 68 点赞 105", "阅读 27,078 评论 102 点赞 656"),
        ("（本文阅读量：16,584　点赞：40　更新于35分钟前）", "（本文阅读量：17,001　点赞：44　更新于2小时前）"),
        ("浏览次数：1204", "浏览次数：9"),
        ("发布于3分钟前 · 当前在线 6495 人", "发布于44分钟前 · 当前在线 2840 人"),
        ("当前时间：2025年3月11日 21:48:07", "当前时间：2025年4月2日 15:56:20"),
        ("今天是2025年3月20日 星期四", "今天是2025年4月2日 星期三"),
        ("版权所有 © 2010-2024 本网站 今日访问：5916", "版权所有 © 2010-2025 本网站 今日访问：27259"),
        ("37,371 views 43 comments 29 shares", "38,958 views 94 comments 813 shares"),
        (
            "(Read 13,120 times, 40 reactions, refreshed 21 minutes ago)",
            "(Read 9 times, 1 reaction, refreshed 1 minute ago)",
        ),
        ("9 minutes ago · 949 people reading", "2 hours ago · 6124 people reading"),
        ("Page generated: 2025-03-11 06:45:49 UTC", "Page generated: 2025-04-02 18:39:11 UTC"),
        ("Last visit: 3 March 2025", "Last visit: 4 April 2026"),
        ("Copyright © 2010–2024. All rights reserved", "Copyright © 2010–2025. All rights reserved"),
        ("Request ID: 9f8e7d6c5b4a", "Request ID: 0a1b2c3d4e5f"),
        ("vor 3 Stunden", "vor 12 Minuten"),
    ],
)
def test_moving_parts_are_masked(before: str, after: str) -> None:
    assert mask_moving_parts(before, Place.BELOW) == mask_moving_parts(after, Place.BELOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The film had 3 million views.", "The film had 4 million views."),
        ("公司成立于5年前，员工300人。", "公司成立于8年前，员工300人。"),
        ("发布时间：2025-03-18", "发布时间：2025-03-21"),
        ("Updated: 2025-01-20", "Updated: 2023-04-17"),
        ("Last updated: April 1st 2026", "Last updated: May 1st 2026"),
        ("Fee: 20 euros", "Fee: 25 euros"),
        ("参会人数 300", "参会人数 350"),
        ("国科发〔2025〕12号", "国科发〔2025〕13号"),
    ],
)
def test_statements_keep_their_numbers(before: str, after: str) -> None:
    assert mask_moving_parts(before, Place.BELOW) != mask_moving_parts(after, Place.BELOW)


@pytest.mark.parametrize(
    "text",
    [
        "【广告】新车上市 预约试驾有礼", "Sponsored: The mattress reviewers love",
        "分享到：微信 微博 QQ空间", "Share on Facebook", "上一篇：没有了",
        "京ICP备12345678号", "© 2025 Example", "5分钟前", "阅读 120", "Accept all", "字号：大 中 小", "返回顶部",
    ],
)  # fmt: skip
def test_lines_that_are_nothing_but_noise(text: str) -> None:
    assert is_noise(text, Place.BELOW | Place.TAIL)


@pytest.mark.parametrize(
    "text",
    [
        "(c) By placing an order you warrant that:", "不得公开。", "已废止", "Repealed", "第三条", "3.5", "Annex",
        "广告法自2015年9月1日起施行。",
        "We use cookies to keep you signed in.", "登录名与密码不得转借他人", "2025-03-18",
        "Contact: office@example.org",
    ],
)  # fmt: skip
def test_statements_are_not_noise(text: str) -> None:
    assert not is_noise(text, Place.BELOW | Place.TAIL)


def test_a_cookie_notice_is_noise_at_the_edge_of_a_page_only() -> None:
    notice = "本网站使用 Cookie 以改善您的浏览体验，继续浏览即表示您同意我们的隐私政策。"

    assert is_noise(notice, Place.EDGE)
    assert not is_noise(notice)


def test_attachments_are_known_by_name() -> None:
    assert names_attachment("附件1：申报表")
    assert names_attachment("Annex B (PDF)")
    assert not names_attachment("Read more")
