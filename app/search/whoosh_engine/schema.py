"""The Whoosh schema: seven fields of terms, the article's id, and the columns of what is read back."""

from __future__ import annotations

from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, ID, FieldType, Schema
from whoosh.formats import Frequency

from app.search.record import FIELDS

KEY = "id"
FACTS = "facts"
HEADS = "heads"
RECORD = "record"
PLACES = "places"


def schema() -> Schema:
    """Terms come analysed, so no field has an analyser; all that is stored is in columns, which hold no pickles."""
    terms = {name: FieldType(format=Frequency(), analyzer=None, scorable=True) for name in FIELDS}
    columns = {name: COLUMN(VarBytesColumn()) for name in (FACTS, HEADS, RECORD, PLACES)}
    return Schema(**terms, **columns, **{KEY: ID(unique=True)})
