"""What a site generator's own files say of its pages; nothing of a program (`sidebars.js`) is run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from app.content.importers.folder import SourceFolder
from app.content.importers.foreign import note
from app.content.yaml_strict import load
from app.errors import ContentError
from app.model import Problem

_BAD_TAGS = re.compile(r"!!?[\w:./-]+")


class SiteFiles:
    """The configuration in a folder, and what of it could not be read."""

    def __init__(self, folder: SourceFolder) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def text(self, path: str) -> str:
        """A file's text, empty where it has none."""
        return self.folder.text(path) or ""

    def yaml(self, path: str) -> Mapping[str, Any]:
        """The mapping that a YAML file is, empty where it is none."""
        # Tags such as !ENV or !!python/name: name code; only what stands around them is read.
        text = _BAD_TAGS.sub("", self.text(path))
        try:
            value = load(text, path=path).value
        except ContentError as error:
            self.problems.append(note(path, error.line, f"not read: {error.message}"))
            return {}
        return value if isinstance(value, dict) else {}

    def toml(self, path: str) -> Mapping[str, Any]:
        """The table that a TOML file is, empty where it cannot be read."""
        try:
            return tomllib.loads(self.text(path))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.problems.append(note(path, 1, f"not read: {error}"))
            return {}
