"""Tables that are taken away: no spreadsheet runs them, nobody's data leaves in them."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights import comment_sheet
from app.insights.sheet import sheet
from app.model import Comment

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\0=1", "＝1", "＠x"]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_b4_a_text_that_begins_like_a_formula_is_shown_as_text(text: str) -> None:
    ((_,), (cell,)) = cells(sheet(["query"], [[text]]).csv())
    assert cell.startswith("'")
    assert cell.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n"])
@pytest.mark.parametrize("between", ["", " ", '"', ' "', "\xa0"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_b4_no_formula_begins_inside_of_a_text_where_semicolons_separate_cells(
    separator: str, between: str, start: str
) -> None:
    comment = f"Bonjour{separator}{between}{start}HYPERLINK(A1)"
    written = sheet(["id", "comment"], [["one", comment]]).csv()
    for cell in re.split(r"[;\t\r\n]", written):
        assert cell.lstrip(' "\xa0')[:1] != start
    assert cells(written)[1] == ["one", f"Bonjour{separator}'{between}{start}HYPERLINK(A1)"]


def test_b4_a_text_without_a_formula_is_not_touched() -> None:
    text = "Rendez-vous ; 3 = 2 + 1\nVoir a@b ; fin"
    assert cells(sheet(["comment"], [[text]]).csv())[1] == [text]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_b4_every_cell_is_text_and_nothing_is_lost(text: str) -> None:
    ((_,), (cell,)) = cells(sheet(["query"], [[text]]).csv())
    assert cell.replace("'", "") == text.replace("'", "")
    for part in re.split(r"[;\t\r\n]", cell):
        assert part.strip().lstrip('"')[:1] not in ("=", "+", "-", "@")


def test_numbers_stay_numbers() -> None:
    written = sheet(["n", "share", "none", "day"], [[-3, 0.123456, None, date(2026, 6, 1)]])
    assert cells(written.csv())[1] == ["-3", "0.1235", "", "2026-06-01"]
    assert list(written.records()) == [{"n": -3, "share": 0.1235, "none": None, "day": "2026-06-01"}]


def test_a_table_without_rows_has_its_header_and_accents_are_marked() -> None:
    assert sheet(["é", "b"], []).csv() == "\ufeffé,b\r\n"


def test_b11_personal_data_of_comments_is_masked_line_by_line() -> None:
    at = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    text = "Écrivez à a.b@example.com\nou au 06 12 34 56 78, IBAN FR76 3000 6000 0112 3456 7890 189"
    written = comment_sheet([Comment(UUID(int=1), "a", "fr", at, False, "other", text)])
    (row,) = written.records()
    assert row["comment"] == "Écrivez à [email]\nou au [phone], IBAN [iban]"
    assert (row["at"], row["handled"], row["helpful"]) == ("2026-06-01T09:30:00Z", None, 0)
