"""A bookmark that hands the text selected on a helpdesk's page over to the reply desk."""

from __future__ import annotations

import json

from app.model import MAX_TICKET_CHARACTERS

_CODE = (
    "javascript:(()=>{{const e=document.activeElement,"
    "v=e&&e.matches('textarea,input[type=text]')?e.value.slice(e.selectionStart,e.selectionEnd):'';"
    "open({desk}+encodeURIComponent((v||String(getSelection())).slice(0,{most})),"
    "'guichet','width=420,height=900')}})()"
)


def bookmarklet(origin: str) -> str:
    """Its address. The text travels behind a `#`, which no browser sends to a server: it is in no log."""
    return _CODE.format(desk=json.dumps(f"{origin}/agent/#text="), most=MAX_TICKET_CHARACTERS)
