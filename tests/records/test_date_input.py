"""What people type where a date is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.records import edtf
from observatory.records.edtf import InvalidDate
from observatory.records.typed_dates import read_date


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("12 March 2026", "2026-03-12"),
        ("12th of March, 2026", "2026-03-12"),
        ("March 12, 2026", "2026-03-12"),
        ("Mar 2024", "2024-03"),
        ("Sept. 2024", "2024-09"),
        ("May 2024.", "2024-05"),
        ("2026年3月", "2026-03"),
        ("2026年3月12日", "2026-03-12"),
        ("2026 年 3 月 12 日", "2026-03-12"),
        ("２０２６年", "2026"),
        ("二〇二六年十二月三十一日", "2026-12-31"),
        ("二○二六年".replace("○", "〇"), "2026"),
        ("2023/03", "2023-03"),
        ("2023.3.7", "2023-03-07"),
        ("2023-3", "2023-03"),
        ("20230307", "2023-03-07"),
        ("27.03.2026", "2026-03-27"),
        ("03/27/2026", "2026-03-27"),
        ("04/04/2026", "2026-04-04"),
        ("2022–2025", "2022/2025"),
        ("2022-2025", "2022/2025"),
        ("2022 — 2025", "2022/2025"),
        ("2022——2025", "2022/2025"),
        ("2022～2025", "2022/2025"),
        ("2022 to 2025", "2022/2025"),
        ("from 2022 to 2025", "2022/2025"),
        ("between 2022 and 2025", "2022/2025"),
        ("2022年至2025年", "2022/2025"),
        ("2022-25", "2022/2025"),
        ("2023年3月-5月", "2023-03/2023-05"),
        ("March–May 2023", "2023-03/2023-05"),
        ("March 2022 – May 2023", "2022-03/2023-05"),
        ("3–5 March 2023", "2023-03-03/2023-03-05"),
        ("2023年3月5日至8日", "2023-03-05/2023-03-08"),
        ("about 2019", "2019~"),
        ("c. 2019", "2019~"),
        ("ca 2019", "2019~"),
        ("circa March 2019", "2019-03~"),
        ("约2019年", "2019~"),
        ("2019年左右", "2019~"),
        ("possibly 2020", "2020?"),
        ("2020 ?", "2020?"),
        ("2020年（？）", "2020?"),
        ("since 2021", "2021/.."),
        ("since about 2021", "2021~/.."),
        ("from March 2021", "2021-03/.."),
        ("2021–", "2021/.."),
        ("2021/", "2021/.."),
        ("2021–present", "2021/.."),
        ("2021年起", "2021/.."),
        ("自2021年以来", "2021/.."),
        ("2021年至今", "2021/.."),
        ("until 2022", "../2022"),
        ("截至2022年", "../2022"),
        ("about 2019 – 2021", "2019~/2021"),
    ],
)
def test_what_is_clear_becomes_edtf(typed, date):
    assert read_date(typed) == date
    assert read_date(f"  {typed} ") == date


@pytest.mark.parametrize(
    "date", ["", "2023", "2023-03-27", "2022/..", "../2022", "2019~", "2020?", "2021%", "2019~/2021?"]
)
def test_edtf_stays_as_it_is(date):
    assert read_date(date) == date


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("03/04/2026", ("2026-04-03", "2026-03-04")),
        ("2011/12", ("2011-12", "2011/2012")),
        ("1990s", ("1990/1999",)),
        ("spring 2023", ("2023", "2023~")),
        ("2023年底", ("2023", "2023~")),
        ("in 2023 or later, says the ministry", ("2023", "2023~")),
        ("2025–2022", ("2022/2025",)),
        ("2023-02-30", ("2023", "2023~")),
        ("soon", ()),
        ("12 March", ()),
        ("2023" * 30, ()),
    ],
)
def test_what_is_not_clear_is_refused_with_what_may_be_meant(typed, offers):
    with pytest.raises(InvalidDate) as caught:
        read_date(typed)
    assert caught.value.offers == offers


@given(st.text(alphabet="0123456789-/.~?%年月日至今起约 acrsinmdeou–", max_size=40) | st.text(max_size=70))
def test_whatever_is_typed_is_edtf_or_refused(text):
    try:
        found = read_date(text)
    except InvalidDate as error:
        found = error.offers[0] if error.offers else ""
    assert not found.strip() or edtf.is_date(found)
