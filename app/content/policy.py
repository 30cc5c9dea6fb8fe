"""The HTML that an article may hold: tags, attributes, addresses. Data and predicates, no parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure"  # noqa: SIM905
    " h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strong sub summary sup"
    " table tbody td tfoot th thead tr u ul var".split()
)
VOID_TAGS = frozenset({"br", "col", "hr", "img"})
SCHEMES = frozenset({"https", "http", "mailto", "tel"})
EXTERNAL_REL = "noopener noreferrer nofollow"
ADMONITIONS = frozenset(
    "note tip warning danger info important caution hint success question example error attention".split()  # noqa: SIM905
)
ZOOM = "zoom"
"""The label of a link from a picture to its full size, among those of a world."""
MAX_ALT = 500
MAX_TITLE = 200

_CLASSES = ADMONITIONS | frozenset(
    "admonition admonition-title footnote footnote-ref footnote-backref align-left align-center align-right"  # noqa: SIM905
    " go go-note zoom".split()
)
_LANGUAGE_CLASS = re.compile(r"language-[a-z0-9+#-]{1,20}")
_ID = re.compile(r"h-[a-z0-9-]{1,80}|fn(ref)?:[a-z0-9-]{1,40}")
_MEDIA = re.compile(r"(/agent)?/media/[0-9a-f]{64}\.(png|jpg|jpeg|gif|webp|avif)")
SIZES = "(min-width: 50em) 731px, 92vw"
"""How wide a picture is shown: the column of an article, or a telephone without its margins."""
_SRCSET = re.compile(
    r"(?=(?P<at>(/agent)?/media/))((?P=at)[0-9a-f]{64}\.webp [1-9][0-9]{0,3}w, ){1,4}"
    r"(?P=at)[0-9a-f]{64}\.(png|jpg|jpeg|webp) [1-9][0-9]{0,4}w",
    re.ASCII,
)
"""Smaller forms of ours, then the picture itself, all at one place: nothing else may be fetched for a picture."""
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_FORBIDDEN_IN_ADDRESS = re.compile(
    "[\x00-\x20\x7f-\x9f\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\\\\]"
)
_MAILTO = re.compile(r"mailto:[^@/]+@[^@/]+", re.IGNORECASE)
_TEL = re.compile(r"tel:\+?[0-9().-]{2,30}", re.IGNORECASE)


def address_allowed(address: str) -> bool:
    """Whether a link may lead there: http(s) with a host and no user, mailto, tel, #fragment, /path of ours."""
    if _FORBIDDEN_IN_ADDRESS.search(address):
        return False
    if address.startswith("#"):
        return len(address) > 1
    if address.startswith("/"):
        return not address.startswith("//")
    if external(address):
        try:
            parts = urlsplit(address)
            return bool(parts.hostname) and "@" not in parts.netloc and (parts.port is None or parts.port > 0)
        except ValueError:
            return False
    return bool(_MAILTO.fullmatch(address) or _TEL.fullmatch(address))


def external(address: str) -> bool:
    """Whether an address leads to another site over the web."""
    return address.lower().startswith(("https://", "http://"))


def classes_allowed(value: str) -> bool:
    """Whether each class of an attribute's value is one that pages know."""
    names = value.split()
    return bool(names) and all(name in _CLASSES or _LANGUAGE_CLASS.fullmatch(name) for name in names)


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


_NUMBER = _matches(r"[0-9]{1,4}")
_FLAG = _matches("|open|reversed")

_EVERYWHERE: Mapping[str, Callable[[str], bool]] = {
    "class": classes_allowed,
    "id": lambda value: _ID.fullmatch(value) is not None,
    "lang": lambda value: _LANG.fullmatch(value) is not None,
    "dir": _matches("ltr|rtl|auto"),
    "title": lambda value: len(value) <= MAX_TITLE,
}
_CELL = {"colspan": _NUMBER, "rowspan": _NUMBER, "scope": _matches("col|row|colgroup|rowgroup")}
_BY_TAG: Mapping[str, Mapping[str, Callable[[str], bool]]] = {
    "a": {"href": address_allowed, "rel": lambda value: value == EXTERNAL_REL},
    "img": {
        "src": lambda value: _MEDIA.fullmatch(value) is not None,
        "alt": lambda value: len(value) <= MAX_ALT,
        "width": _NUMBER,
        "height": _NUMBER,
        "srcset": lambda value: _SRCSET.fullmatch(value) is not None,
        "sizes": lambda value: value == SIZES,
        "loading": _matches("lazy|eager"),
        "decoding": _matches("async|sync|auto"),
    },
    "td": _CELL,
    "th": _CELL,
    "ol": {"start": _NUMBER, "reversed": _FLAG},
    "li": {"value": _NUMBER},
    "details": {"open": _FLAG},
    "col": {"span": _NUMBER},
    "colgroup": {"span": _NUMBER},
}

ATTRIBUTES: Mapping[str, frozenset[str]] = {tag: frozenset({*_EVERYWHERE, *_BY_TAG.get(tag, ())}) for tag in TAGS}


def attribute_allowed(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stand on a tag with that (decoded) value."""
    if tag not in TAGS:
        return False
    rule = _BY_TAG.get(tag, {}).get(name) or _EVERYWHERE.get(name)
    return rule is not None and rule(value)
