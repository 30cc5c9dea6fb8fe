"""The process that renders articles for RenderPool, within limits of processor time and memory."""

from __future__ import annotations

import gc
import json
import math
import os
import resource
import sys
from pathlib import Path

from app.content.links import World
from app.content.render import Outcome, RefusedError, render
from app.content.wire import decode_article, decode_world, encode_outcome
from app.errors import ContentError
from app.model import Article, Problem

CPU_SECONDS = 2
MEMORY_BYTES = 512 * 1024 * 1024
READY = b"ready\n"


def main() -> None:
    """Answer requests from standard input until it ends. One that exceeds the processor limit kills the process."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_memory()
    # Trees of HTML are cycles: looking for them less often makes a tenth of the time, within the limit of memory.
    gc.set_threshold(20_000, 20, 20)
    world = World({})
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if "world" in message:
            world = decode_world(message["world"])
            gc.freeze()  # modules and the world stay: they are not looked through again with every tree
            replies.write(READY)
        else:
            _limit_processor_time()
            replies.write(encode_outcome(_outcome(decode_article(message["article"]), world)))
        replies.flush()


def _outcome(article: Article, world: World) -> Outcome:
    try:
        return render(article, world)
    except RefusedError as error:
        return error.refusal
    except ContentError as error:
        return Problem(error.path, error.line, error.message, code=error.code)
    except MemoryError:
        return Problem(article.path, article.body_line, "takes too much memory to render", code="too-large")
    except Exception as error:
        # A fault of a library on a text nobody foresaw: that article only.
        message = f"cannot be rendered ({type(error).__name__}): simplify its Markdown"
        return Problem(article.path, article.body_line, message, code="render")


def _limit_processor_time() -> None:
    """Two more seconds from now; the hard limit stays, so that the next article gets its own."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def limit_memory() -> None:
    """Allow this process 512 MiB of address space more than it has now."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + MEMORY_BYTES
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    except (OSError, ValueError):
        # No /proc, or a system that does not limit address space: processor time and the clock still hold.
        return
