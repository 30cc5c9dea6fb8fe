"""The interface's texts: every message in every language, none missing, none left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from app.locales import LANGUAGES

APP = Path(__file__).resolve().parents[2] / "app"
FAMILIES = ("label.", "error.", "search.", "admonition.", "components.", "agent.pinned", "agent.recent")
"""Beginnings of ids, of one word, that templates and code put together at run time."""

_FAMILY = re.compile(r"""["']((?:[a-z0-9_]+\.){2,})["'{]""")
"""A longer beginning, as it stands where an id is put together: `"editor.show." ~ name`."""

_USED = re.compile(r"""\b(?:t|count|text)\(\s*["']([a-z0-9_]+\.[a-z0-9_.]+)["']""")
_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_NAMES = re.compile(r"%\((\w+)\)s")


def messages(code: str) -> dict[str, Message]:
    with (APP / "locales" / "translations" / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {_id(message): message for message in read_po(file, locale=code) if message.id}


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


@pytest.fixture(scope="module")
def catalogues() -> dict[str, dict[str, Message]]:
    return {code: messages(code) for code in LANGUAGES}


def test_every_catalogue_has_the_same_messages_and_none_is_empty(catalogues: dict[str, dict[str, Message]]) -> None:
    assert len({frozenset(found) for found in catalogues.values()}) == 1
    for code, found in catalogues.items():
        for name, message in found.items():
            assert all(text.strip() for text in texts(message)), f"{code}: {name}"
            assert not message.fuzzy


def test_message_ids_are_symbolic(catalogues: dict[str, dict[str, Message]]) -> None:
    assert [name for name in catalogues["fr"] if not _ID.fullmatch(name)] == []


def test_placeholders_agree_between_languages(catalogues: dict[str, dict[str, Message]]) -> None:
    for name, message in catalogues["fr"].items():
        expected = {frozenset(_NAMES.findall(text)) - {"n"} for text in texts(message)}
        for found in catalogues.values():
            assert {frozenset(_NAMES.findall(text)) - {"n"} for text in texts(found[name])} == expected, name


def test_every_message_that_is_used_exists_and_none_is_left_over(catalogues: dict[str, dict[str, Message]]) -> None:
    sources = [path for path in APP.rglob("*.*") if path.suffix == ".py" or "templates" in path.parts]
    code = "\n".join(path.read_text("utf-8") for path in sources).replace("'", '"')
    used = {name for name in _USED.findall(code) if not name.endswith(".")}
    assert used - catalogues["fr"].keys() == set()
    families = (*FAMILIES, *_FAMILY.findall(code))
    left = [name for name in catalogues["fr"] if f'"{name}"' not in code and not name.startswith(families)]
    assert left == []


def test_french_has_its_no_break_spaces(catalogues: dict[str, dict[str, Message]]) -> None:
    for name, message in catalogues["fr"].items():
        for text in (_NAMES.sub("x", text) for text in texts(message)):
            assert not re.search(r"(?<![\u00a0\u202f])[;!?»](?!\w)|[ ][:;!?»%]|«(?![\u00a0\u202f])|'", text), (
                f"{name}: {text}"
            )


def test_french_has_one_kind_of_no_break_space_and_english_one_spelling_of_email(
    catalogues: dict[str, dict[str, Message]],
) -> None:
    assert [name for name, message in catalogues["fr"].items() if "\u202f" in "".join(texts(message))] == []
    assert [name for name, message in catalogues["en"].items() if "e-mail" in "".join(texts(message))] == []
