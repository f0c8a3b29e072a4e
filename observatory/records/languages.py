"""Language tags: BCP 47 (RFC 5646), as far as titles and quotations need it: language, script, region."""

import re

from django.utils.translation import get_language

from observatory.text.bilingual_text import interface_language

PATTERN = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
_FORM = re.compile(PATTERN)
# ISO 639-1. Most other codes of two letters are countries: cn, jp, us.
_TWO_LETTERS = """
 aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
 eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk
 kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
 oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk
 tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""


def is_language_tag(text: str) -> bool:
    """Return whether `text` is a language tag in its usual case: en, zh-Hans, pt-BR, yue."""
    language = text.partition("-")[0]
    return bool(_FORM.fullmatch(text)) and (len(language) == 3 or f" {language}" in _TWO_LETTERS)


def active_language() -> str:
    """Return the language of the interface, by its name in documents: "en" or "zh-hans"."""
    return interface_language(get_language())
