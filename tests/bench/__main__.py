"""Measure start-up, speed, scale and the store, and write docs/benchmarks.md.

    python -m tests.bench [ARTICLES…]

The numbers of articles are those of the runs in the section on scale; more than the default of
100, 1,000 and 10,000 takes hours.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from tests.bench import bench_scale, bench_speed, bench_startup, bench_store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def main(sizes: tuple[int, ...]) -> None:
    """Measure and write the page."""
    packages = ("claimtable", "spacy", "numpy", "pyarrow", "scikit-learn")
    head = [
        "# Benchmarks",
        "",
        "Written by `make bench`; run it to get the figures of your machine. Ratios say more than "
        "seconds: both sides of a ratio were measured in the same run.",
        "",
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in packages)
        + ".",
    ]
    sections = ["\n".join(head)]
    measures = (
        bench_startup.report,
        bench_speed.report,
        lambda: bench_scale.report(sizes),
        bench_store.report,
    )
    for measure in measures:
        sections.append(measure().strip())
        print(sections[-1], end="\n\n", flush=True)
    PAGE.write_text("\n\n".join(sections) + "\n", "utf-8")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or bench_scale.SIZES)
