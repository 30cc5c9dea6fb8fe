"""How an English word sounds, so that one written by ear is found (`domane`, `renue`, `webmale`).

Vowels that are written in several ways become one letter (`ai`, an `a` before a silent e), what is silent goes.
"""

from __future__ import annotations

from app.search.analysis.sounds import Sounds

_LONG = "(?=[^aeiouAEO]e$)"
"""A silent e at the end makes the vowel before it long."""

SOUNDS: Sounds = (
    (r"^(?:k(?=n)|w(?=r)|p(?=s))", ""),
    (r"ph", "f"),
    (r"t?ch", "C"),
    (r"dge?(?=$|[^aou])", "j"),
    (r"(?:[ct]|ss?)i(?=on|ous|an)|sh", "S"),
    (r"c(?=[eiy])|z", "s"),
    (r"qu?|ck?", "k"),
    (r"x", "ks"),
    (r"eigh|ai|ay", "A"),
    (r"ee|ea|ie|ei|(?<=[^aeiou])e?y$", "E"),
    (r"igh|i(?=gn$)|y", "i"),
    (r"(?<=i)g(?=n$)", ""),
    (r"oa", "O"),
    (r"oo|ew$|ue$", "U"),
    (r"(.)\1+", r"\1"),
    (f"a{_LONG}", "A"),
    (f"e{_LONG}", "E"),
    (f"o{_LONG}", "O"),
    (f"u{_LONG}", "U"),
    (r"[aeo]r$|re$|our$", "r"),
    (r"[aei]l$|le$", "l"),
    (r"[ae]n(?=t$|se?$)", "n"),
    (r"(?<=m)b$|e$", ""),
)
