"""Refuses a lock that is not exact: every package pinned with hashes, no registry's address, nothing left out."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"extras": ("mcp", "oidc", "redis"), "dev": ("mcp", "oidc", "redis", "dev"), "bench": ("bench",)}
"""What each lock beside that of the program itself holds: extras of pyproject.toml."""
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==[^\s;]+(?: ;.*)?$")


def faults(path: Path, wanted: set[str]) -> list[str]:
    """One sentence for each thing wrong with a lock file."""
    text = path.read_text("utf-8").replace("\\\n", "\0")
    found: list[str] = []
    names = set()
    for line in filter(None, (line.split("    #")[0].strip() for line in text.splitlines())):
        if line.startswith("#"):
            continue
        requirement, *hashes = [part.strip() for part in line.split("\0")]
        match = _PIN.match(requirement)
        if not match or not all(item.startswith("--hash=sha256:") for item in hashes) or not hashes:
            found.append(f"{path.name}: '{requirement}' is not pinned with a hash")
        else:
            names.add(match[1])
    if "://" in text:
        found.append(f"{path.name}: holds an address")
    return found + [f"{path.name}: lacks {name}; run scripts/lock" for name in sorted(wanted - names)]


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[=<>~! ]", item)[0].lower() for item in requirements}


def main() -> int:
    """Print what is wrong with the locks of the repository; 1 when anything is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runtime = _names(project["dependencies"])
    found = faults(ROOT / "requirements.txt", runtime)
    for name, extras in LOCKS.items():
        wanted = runtime.union(*(_names(project["optional-dependencies"][extra]) for extra in extras))
        found += faults(ROOT / f"requirements-{name}.txt", wanted)
    found += faults(ROOT / "requirements-whoosh3.txt", {"whoosh3"})
    print("\n".join(found) or "every dependency is pinned with its hashes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
