"""What a generation shows the public, as files that need no server of ours: a static site, and archives."""

from __future__ import annotations

from app.export.folder import MARKER, ExportRefused, new_folder
from app.export.json_archive import write_json
from app.export.markdown_archive import write_markdown
from app.export.site import SiteExport, export_site
from app.export.walk import Reply

__all__ = [
    "MARKER",
    "ExportRefused",
    "Reply",
    "SiteExport",
    "export_site",
    "new_folder",
    "write_json",
    "write_markdown",
]
