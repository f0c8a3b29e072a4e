"""Ranges and amounts in yuan that are only worded otherwise are no change of meaning; every other figure is."""

import pytest

from observatory.monitoring.reading.quote_diff import quote_differences

REWORDED = [
    ("The scheme runs from 2022 to 2026 in ten towns.", "The scheme runs 2022–2026 in ten towns."),
    ("Stalls open from 9 to 17 on market days.", "Stalls open 9-17 on market days."),
    ("试点期为2022—2026年。", "试点期为2022至2026年。"),
    ("自2022年至2026年开展试点", "2022—2026年开展试点"),
    ("The town pays RMB 12 million for the bridge.", "The town pays 12 million yuan for the bridge."),
    ("Each grant is CNY 5,000.", "Each grant is 5,000 yuan."),
    ("安排资金1200万元。", "安排资金人民币1200万元。"),
    ("投入3亿元人民币修桥", "投入人民币3亿元修桥"),
    ("距河岸8公里。", "距河岸8千米。"),
]
CHANGED = [
    ("The scheme runs from 2022 to 2026.", "The scheme runs 2022–2027."),
    ("The scheme runs from 2022 to 2026.", "The scheme runs from 2022 or 2026."),
    ("The scheme runs from 2022.", "The scheme runs to 2022."),
    ("The fee rises to 10.", "The fee rises from 10."),
    ("The town pays RMB 12 million.", "The town pays US$12 million."),
    ("The town pays RMB 12 million.", "The town pays RMB 12 billion."),
    ("The town pays 300 yuan.", "The town pays ¥300."),
    ("The town pays 30 yuan.", "The town does not pay RMB 30."),
    ("安排资金1200万元。", "安排资金1200万美元。"),
    ("安排资金人民币1200万元。", "安排资金1200万港元。"),
    ("每组3至5人", "每组3或5人"),
    ("距河岸8公里", "距河岸8里"),
    ("距河岸5千米", "距河岸5千克"),
    ("from -5 to 10 degrees", "from 5 to 10 degrees"),
]


@pytest.mark.parametrize(("one", "other"), REWORDED)
def test_the_same_figures_in_other_words_are_a_rewording(one: str, other: str) -> None:
    for before, after in ((one, other), (other, one)):
        shown, meaning_changed = quote_differences(before, after)
        assert not meaning_changed
        assert any(operation != "equal" for operation, _text, _mark in shown)  # as written, not as compared


@pytest.mark.parametrize(("one", "other"), CHANGED)
def test_other_figures_change_the_meaning(one: str, other: str) -> None:
    assert quote_differences(one, other)[1]
    assert quote_differences(other, one)[1]
