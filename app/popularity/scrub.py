"""What may be kept of a text that a reader typed: whatever could lead to a person becomes a fixed placeholder."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from app.model import MAX_QUERY_CHARACTERS

EMAIL = "[email]"
URL = "[url]"
DOMAIN = "[domain]"
ADDRESS = "[ip]"
PHONE = "[phone]"
CARD = "[card]"
IBAN = "[iban]"
NUMBER = "[number]"
CODE = "[code]"

_HIDDEN = "…"
"""Stands for a domain's name before its ending: `….ma`."""

_LONGEST_TOKEN = 40
_LONGEST_WORD = 28
"""Letters and digits; the longest French word has 25, the longest English one in use 28 with its plural."""
_SHORTEST_CODE = 8
_NUMBER_DIGITS = 9
"""Digits in a row, with or without separators, from which a number belongs to somebody; six if there is no separator
(customer, invoice, one-time code), eight after a 0 or a plus sign. Ports, years and error numbers have fewer."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Endings of domains (and of files, which look alike) beside those of two letters, which are countries. Another word
# after a full stop is not kept: it is as likely a family name.
_ENDINGS = _words(
    "com net org info biz name pro xyz online site shop store tech app dev cloud website space agency academy africa "
    "paris gov edu mil int blog club live page host email group world company digital studio design media news art "
    "المغرب php html htm txt ini log sql xml json css zip csv pdf exe conf cfg yaml yml bak"
)
_SECOND_LEVEL = _words("ac co com edu gov net org press")
# Names that are the same on every computer and that editors need to see whole.
_WELL_KNOWN = _words(
    "wp-config.php wp-login.php xmlrpc.php functions.php index.php info.php phpinfo.php configuration.php php.ini "
    "user.ini my.cnf web.config robots.txt ads.txt security.txt index.html default.html style.css composer.json "
    "package.json sitemap.xml autodiscover.xml favicon.ico backup.zip node.js next.js vue.js asp.net"
)

_SPACED_AT = re.compile(
    r" ?(?:@| arr?obase |[\[(] ?(?:at|arr?obase) ?[\])]) ?(?=[\w-]+(?: ?\.| ?[\[(]? ?(?:point|dot)\b))", re.IGNORECASE
)
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?\b", re.IGNORECASE | re.ASCII)
_IBAN_DIGITS = 10
_ADDRESS_6 = re.compile(r"(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]{0,15}(?:[%/]\w{1,16})?", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ENDING = re.compile(r"[^\W\d_]{2,}")
_PATH_BEGINS = frozenset("/:?#")
_WORD = re.compile(r"[^\W_]+")
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_ERROR = re.compile(r"\b0x[0-9a-f]{1,8}\b|\butf8mb[34]\w*", re.IGNORECASE)
"""Error numbers of 32 bits, and names of character sets: what people look for, and no secret."""
_SECRET_SIGNS = frozenset("#$%^&*!~|\\{}<>")
_DIGITS = re.compile(r"\b0x[0-9a-f]{1,8}\b|\+?\(?\d(?:[\W_]{0,3}(?!0x)\d)*", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\[(?:email|url|domain|ip|phone|card|iban|number|code)\]")


def scrub(text: str) -> str:
    """The text with single spaces and without what could lead to a person, replaced by placeholders.

    Goes: e-mail addresses, web addresses, names of domains but for their ending (`….ma`), network addresses, numbers
    of telephones, cards, accounts, customers and invoices, access codes, keys and passwords as far as they look like
    it. Stays: words, names of people among them, and short numbers. Takes time in proportion to the text.
    """
    text = _SPACED_AT.sub("@", _plain(text))
    text = _IBAN.sub(_account, text)
    text = " ".join(_token(token) for token in text.split())
    return _DIGITS.sub(_number, text)


def recordable(query: str) -> str:
    """A query as it may be stored: scrubbed, in lower case, 200 characters at most; empty when it holds no word."""
    folded = unicodedata.normalize("NFC", scrub(query).casefold())[:MAX_QUERY_CHARACTERS].strip()
    return folded if any(character.isalnum() for character in folded) else ""


def words_of(query: str) -> str:
    """What is left to search for of a recordable query, without its placeholders."""
    return " ".join(_PLACEHOLDER.sub(" ", query).replace(_HIDDEN, "").split())


def _plain(text: str) -> str:
    """One way of writing: no invisible characters, no look-alike digits, dots and at signs, single spaces."""
    shown = "".join(map(_shown, text))
    parts = (unicodedata.normalize("NFKC", part) for part in shown.split(_HIDDEN))
    return " ".join("".join(c for c in _HIDDEN.join(parts) if not "\u0300" <= c <= "\u036f").split())


def _shown(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    if category in ("Cf", "Cs"):
        return ""
    return "." if character == "。" else character


def _account(match: re.Match[str]) -> str:
    return IBAN if sum(character.isdigit() for character in match[0]) >= _IBAN_DIGITS else match[0]


def _token(token: str) -> str:
    """One word between spaces, with its punctuation."""
    if "@" in token and any(character.isalnum() for character in token):
        return EMAIL
    if "://" in token:
        return URL
    if _is_address_6(token.strip("\"'()[],;.!?<>")):
        return ADDRESS
    token = _without_domains(token)
    return CODE if _is_code(token) else token


def _is_address_6(text: str) -> bool:
    """Also that of a network card; not a time of day."""
    return bool(_ADDRESS_6.fullmatch(text)) and ("::" in text or text.count(":") >= 5)


def _without_domains(token: str) -> str:
    kept, end = [], 0
    for host in _HOST.finditer(token):
        placeholder = _domain(host[0].casefold())
        if placeholder is None:
            continue
        kept += [token[end : host.start()], placeholder]
        end = host.end()
        if token[end : end + 1] in _PATH_BEGINS:
            return "".join(kept)  # what follows is part of the address
    return "".join(kept) + token[end:]


def _domain(host: str) -> str | None:
    """The placeholder of a name with dots, None when it is no address: `8.2`, `.co.ma`, `wp-config.php`."""
    labels = host.split(".")
    if len(labels) == 4 and all(label.isdigit() and len(label) <= 3 for label in labels):
        return ADDRESS
    endings = [(place, found[0]) for place, label in enumerate(labels) if place and (found := _ENDING.match(label))]
    if not endings or host in _WELL_KNOWN or all(label in _SECOND_LEVEL for label in labels[:-1]):
        return None
    place, ending = endings[-1]
    if len(ending) > 2 and ending not in _ENDINGS:
        return DOMAIN
    between = f"{labels[place - 1]}." if place > 1 and labels[place - 1] in _SECOND_LEVEL else ""
    return f"{_HIDDEN}.{between}{ending}"


def _is_code(token: str) -> bool:
    """Whether nobody would write that as a word: keys, EPP codes, hashes, passwords with digits."""
    token = _ERROR.sub("", token)
    words: list[str] = _WORD.findall(token)
    if len(token) >= _LONGEST_TOKEN or any(_is_odd(word) for word in words):
        return True
    if len(token) < _SHORTEST_CODE or not any(character.isalpha() for character in token):
        return False
    digits = sum(character.isdigit() for character in token)
    if digits >= 2 and not _SECRET_SIGNS.isdisjoint(token):
        return True
    turns, rises = _changes("".join(words))
    return turns >= 3 or rises >= 4 or (digits > 0 and turns + rises >= 4)


def _is_odd(word: str) -> bool:
    digits = sum(character.isdigit() for character in word)
    if digits == len(word):
        return False
    if len(word) >= _LONGEST_WORD or digits >= 6:
        return True
    return bool(_HEX.fullmatch(word)) and (len(word) >= 12 or (len(word) >= _SHORTEST_CODE and digits > 1))


def _changes(word: str) -> tuple[int, int]:
    """How often letters and digits take turns (`ab1c`: 2), and small letters are followed by capitals (`aBcD`: 2)."""
    turns = sum(one.isdigit() != next.isdigit() for one, next in pairwise(word))
    rises = sum(one.islower() and next.isupper() for one, next in pairwise(word))
    return turns, rises


def _number(match: re.Match[str]) -> str:
    run = match[0]
    if run[:2] in ("0x", "0X"):
        return run
    groups = re.findall(r"\d+", run)
    digits = "".join(groups)
    dialled = run.startswith("+") or digits.startswith("0")
    least = _NUMBER_DIGITS - 1 if dialled else _NUMBER_DIGITS
    if len(digits) < least and max(map(len, groups)) < 6:
        return run
    if (dialled and 9 <= len(digits) <= 15) or (digits.startswith(("33", "212")) and 11 <= len(digits) <= 12):
        return PHONE
    return CARD if 13 <= len(digits) <= 19 else NUMBER
