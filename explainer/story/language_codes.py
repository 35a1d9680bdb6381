"""The codes of languages as BCP 47 writes them: `ru`, `zh-Hans`, `pt-BR`."""

from __future__ import annotations

import re

_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng
    nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
"""The languages of ISO 639-1: a country's code in their place, such as kz or ua, is the usual slip."""
LANGUAGE = rf"(?:[a-z]{{3}}|{'|'.join(_TWO_LETTERS)})(?:-[A-Za-z0-9]{{2,8}})*"
"""What a code looks like, for the loader and for the JSON Schema."""
_LANGUAGE = re.compile(LANGUAGE)
_ALIKE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def is_language(code: str) -> bool:
    """Whether a text is the code of a language."""
    return bool(_LANGUAGE.fullmatch(code))


def looks_like_one(code: str) -> bool:
    """Whether a text is written as codes are, though it may be that of a country."""
    return bool(_ALIKE.fullmatch(code))
