"""Lighthouse on three pages and the observatory's rules on the headers, against the repository's articles."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.bench_servers import guichet

CHROMIUM = "/usr/bin/chromium"
PAGES = {
    "home": "/fr/",
    "article": "/fr/articles/verrouiller-nom-de-domaine",
    "search": "/fr/search?q=code+epp",
}
EXEMPT = {"search": {"is-crawlable"}}
"""A page of results is `noindex` on purpose."""
NEEDS_TLS = {"redirection", "strict-transport-security"}
LARGEST, SHIFT = "largest-contentful-paint", "cumulative-layout-shift"
MOST = {LARGEST: 1000.0, SHIFT: 0.0, "requests": 5.0, "bytes": 30_000.0}
"""What an article may take on its first visit; the first in milliseconds."""
NUMBERS = ("first-contentful-paint", LARGEST, "total-blocking-time", SHIFT)
"""In milliseconds, but the last."""


def lighthouse(tools: Path, url: str, folder: Path) -> dict[str, Any]:
    """The report on one page, on the phone and slow 4G that Lighthouse stands for."""
    target = folder / "report.json"
    command = [
        str(tools / "node_modules" / ".bin" / "lighthouse"),
        *(url, "--quiet", "--output=json", f"--output-path={target}"),
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM})  # noqa: S603
    report: dict[str, Any] = json.loads(target.read_text())
    return report


def scores(name: str, report: Mapping[str, Any]) -> dict[str, float]:
    """Scores by category, 0 to 100; audits that a page is exempt from do not count."""
    exempt = EXEMPT.get(name, set())
    result = {}
    for category in report["categories"].values():
        parts = [
            (each["weight"], report["audits"][each["id"]]["score"])
            for each in category["auditRefs"]
            if each["id"] not in exempt and report["audits"][each["id"]]["score"] is not None
        ]
        total = sum(weight for weight, _ in parts)
        whole = round(100 * sum(weight * score for weight, score in parts) / total) if total else 100
        result[category["id"]] = whole if exempt else round(100 * category["score"])
    return result


def rank(report: Mapping[str, Any]) -> tuple[float, float]:
    """The higher the better: what else the machine does can only make a page look slower."""
    return report["categories"]["performance"]["score"], -report["audits"][LARGEST]["numericValue"]


def sizes(report: Mapping[str, Any]) -> dict[str, float]:
    """What MOST is about."""
    items = report["audits"]["network-requests"]["details"]["items"]
    taken = {each: report["audits"][each]["numericValue"] for each in (LARGEST, SHIFT)}
    return {**taken, "requests": len(items), "bytes": sum(item["transferSize"] for item in items)}


def observatory(tools: Path, host: str) -> Mapping[str, Any]:
    """What the observatory's rules say of a host's headers; nothing is asked of anybody else."""
    package = tools / "node_modules" / "@mdn" / "mdn-http-observatory"
    preloaded = package / "conf" / "hsts-preload.json"
    preloaded.parent.mkdir(exist_ok=True)
    if not preloaded.exists():
        preloaded.write_text("{}")  # a list that the package fetches when it is installed with its scripts
    done = subprocess.run(  # noqa: S603
        ["node", str(package / "src" / "scan.js"), host],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", type=Path)
    parser.add_argument("--runs", type=int, default=3, help="runs of Lighthouse a page; the best counts")
    options = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as name, guichet(Path(name)) as server:
        print(f"load {os.getloadavg()[0]:.1f}")
        for page, path in PAGES.items():
            url = f"http://127.0.0.1:{server.port}{path}"
            reports = [lighthouse(options.tools, url, Path(name)) for _ in range(options.runs)]
            best = max(reports, key=rank)
            found = scores(page, best)
            good = good and all(score == 100 for score in found.values())
            taken = sizes(best)
            good = good and (page != "article" or all(taken[each] <= most for each, most in MOST.items()))
            numbers = [f"{each} {best['audits'][each]['numericValue']:.4g}" for each in NUMBERS]
            requests, sent = taken["requests"], taken["bytes"] / 1000
            print(f"{page}: {found}; {'; '.join(numbers)}; {requests:.0f} requests, {sent:.1f} kB")
        rules = observatory(options.tools, f"127.0.0.1:{server.port}")
        failed = {rule for rule, test in rules["tests"].items() if not test["pass"]}
        good = good and failed <= NEEDS_TLS
        print(f"observatory: failed {sorted(failed)}, of which by plain http {sorted(failed & NEEDS_TLS)}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
