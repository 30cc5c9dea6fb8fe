"""Starting a process that renders: here and not in the pool, so that it can start before the pool is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHILDREN = 2


def start_renderer() -> subprocess.Popen[bytes]:
    """A fresh interpreter that answers app.content.worker's requests until its input ends.

    Never a fork: the caller may have threads and open databases.
    """
    paths = [str(Path(path).absolute()) for path in sys.path]
    # Nothing of our environment: it holds secrets, and the child reads hostile text.
    environment = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", "from app.content.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
