"""Names of contributors as references write them: persons, bodies, Chinese names."""

import re

from observatory.sources.references.source_draft import MAX_NAMES, DraftContributor, tidy_value
from observatory.text.typography import HAN

_HAN_NAME = re.compile(f"[{HAN}]{{2,4}}")
_COMPOUND = re.compile(
    "(?:欧阳|司马|诸葛|上官|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|夏侯|端木|歐陽|諸葛|東方|尉遲|公孫|長孫)."
)
# The hundred most frequent family names of the census of 2020 (Ministry of Public Security), and further ones.
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪辛柯颜倪庄聂章鲁岳翟殷詹"
    "申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游靳辜管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农"
    "司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘"
    "池查麻苑迟邝張劉陳楊黃趙吳孫馬鄭謝許韓鄧馮蕭葉呂盧鍾陸賈鄒閆龍賀顧龔邵萬錢嚴湯喬賴顏莊聶魯歐關蘭"
)
_BODY = re.compile(".*(?:[部局院委会會所社网網办辦室处處司厅廳组組报報台厂校系]|中心|大学|大學|公司|政府|集团|银行)")
_COMPANY = re.compile(
    r"(?:Ltd|Inc|LLC|LLP|Corp|Co|Limited|Incorporated|GmbH|S\.?A|B\.?V|PLC)\.?(?:,? .*)?", re.IGNORECASE
)
_OTHERS = frozenset({"others", "et al", "et al.", "等", "and others"})
_BETWEEN_HAN_NAMES = re.compile(rf"(?<=[{HAN}])\s*[;；、,，]\s*(?=[{HAN}])")


def body_name(name: str, role: str = "author") -> DraftContributor | None:
    """Return a body, or None without a name."""
    name = tidy_value(name)
    return DraftContributor(role, literal=name) if name else None


def person_name(family: str, given: str, role: str = "author", *, suffix: str = "") -> DraftContributor | None:
    """Return a person; who has one name only is written like a body, as CSL has it. None without any name.

    A name in Chinese characters is kept in its script too.
    """
    family, given, suffix = tidy_value(family), tidy_value(given), tidy_value(suffix)
    if not (family and given):
        whole = " ".join(filter(None, [family or given, suffix]))
        return inverted_name(whole, role) if _is_chinese_person(whole) else body_name(whole, role)
    original = family + given if re.fullmatch(f"[{HAN}]+", family + given) else ""
    return DraftContributor(role, family=family, given=", ".join(filter(None, [given, suffix])), original=original)


def inverted_name(text: str, role: str = "author") -> DraftContributor | None:
    """Return the contributor of a name in the order of an index: "King, Martin Luther, Jr.", "孙坦", "CAST".

    A name without a comma is a body's, unless it is a Chinese person's.
    """
    text = tidy_value(text)
    if text.lower() in _OTHERS:
        return DraftContributor(role, literal="et al.")
    parts = [part.strip() for part in re.split("[,，]", text)]
    if len(parts) == 1 or len(parts) > 3 or not all(parts[:2]) or _COMPANY.fullmatch(", ".join(parts[1:])):
        if _is_chinese_person(text):
            length = 2 if _COMPOUND.match(text) else 1
            return DraftContributor(role, family=text[:length], given=text[length:], original=text)
        return body_name(text.rstrip(",， "), role)
    return person_name(parts[0], parts[1], role, suffix=parts[2] if len(parts) > 2 else "")


def direct_name(text: str, role: str = "author") -> DraftContributor | None:
    """Return the contributor of a name as a service for persons writes it: "Jane van der Doe" (the last word, with
    particles before it, is the family name). One word, or a Chinese body, is a literal."""
    text = tidy_value(text)
    if "," in text or "，" in text or _is_chinese_person(text):
        return inverted_name(text, role)
    words = text.split()
    if len(words) < 2:
        return body_name(text, role)
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return person_name(" ".join(words[first:]), " ".join(words[:first]), role)


def split_chinese_names(text: str) -> list[str]:
    """Return the names of a list that Chinese databases write in one field: "孙坦;张智雄"."""
    return _BETWEEN_HAN_NAMES.split(text)


def kept(names: list[DraftContributor | None]) -> tuple[DraftContributor, ...]:
    """Return the names that there are, each once in its role, in their order."""
    return tuple(dict.fromkeys(name for name in names[:MAX_NAMES] if name))


def _is_chinese_person(text: str) -> bool:
    if not _HAN_NAME.fullmatch(text) or _BODY.fullmatch(text):
        return False
    return bool(_COMPOUND.match(text)) or (text[0] in _FAMILY_NAMES and len(text) < 4)
