"""How long a command takes that has next to nothing to do.

python -m tests.bench.bench_startup
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.commands import compiled, timed
from tests.bench.corpus import articles


def report() -> str:
    """Measure, and write the figures as a Markdown section."""
    lines = ["## Start-up", "", "| command | seconds | CPU seconds |", "|---|---|---|"]
    with TemporaryDirectory() as folder, compiled() as env:
        path, store = Path(folder) / "article.txt", Path(folder) / "store"
        path.write_text(articles(1)[0], "utf-8")
        commands = {
            "`--help`": ("--help",),
            "`extract` of one article, one worker process": (
                *("extract", path, "-o", store),
                *("--redo", "--workers", 1, "--quiet"),
            ),
            "`extract` of one article, no worker process": (
                *("extract", path, "-o", store),
                *("--redo", "--workers", 0, "--quiet"),
            ),
            "`show` of its claims": ("show", store),
        }
        for name, arguments in commands.items():
            wall, cpu = timed(env, *arguments)
            lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(report())
