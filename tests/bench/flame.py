"""Draw where the CPU time of extraction goes, as a flame graph: docs/profile.svg.

    python -m tests.bench.flame [ARTICLES]

A timer of the process's CPU time interrupts every few milliseconds; the stack of that moment gets
the CPU time since the last one, so that a long call into a library counts in full. Other work on
the machine does not blur the picture.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from functools import cache
from html import escape
from pathlib import Path
from types import CodeType, FrameType

import claimtable
from tests.bench.corpus import articles

PAGE = Path(__file__).resolve().parents[2] / "docs" / "profile.svg"
INTERVAL = 0.004
"""CPU seconds between two looks."""
WIDTH, ROW = 1200, 16
LEAST = 0.001
"""Share of the whole below which a frame is not drawn."""
_OWN = ("nlp", "models", "corpus")

Stack = tuple[str, ...]


class Sampler:
    """Counts CPU seconds by stack while it is on.

    Attributes:
        stacks: CPU seconds of each stack, outermost function first.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self.stacks: Counter[Stack] = Counter()
        self._last = 0.0

    def __enter__(self) -> Sampler:
        """Turn it on."""
        self._last = time.process_time()
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
        return self

    def __exit__(self, *_: object) -> None:
        """Turn it off."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _: int, frame: FrameType | None) -> None:
        now = time.process_time()
        names: list[str] = []
        while frame is not None:
            if frame.f_code is not Sampler._look.__code__:
                names.append(_name(frame.f_code))
            frame = frame.f_back
        if "corpus/api.extract" in names:
            names = names[: names.index("corpus/api.extract") + 1]
            self.stacks[tuple(reversed(names))] += now - self._last
        self._last = now


@cache
def _name(code: CodeType) -> str:
    parts = Path(code.co_filename).with_suffix("").parts
    for i, part in enumerate(parts):
        if part in _OWN and "site-packages" not in parts:
            return f"{'/'.join(parts[i:])}.{code.co_name}"
    return f"{parts[-1]}.{code.co_name}"


def draw(stacks: Counter[Stack]) -> str:
    """Draw stacks as an SVG picture; the name and share of a frame show when it is pointed at."""
    total = sum(stacks.values())
    frames: list[tuple[int, float, float, str]] = []
    _lay_out(sorted(stacks.items()), 0, 0.0, total, frames)
    height = (1 + max(depth for depth, *_ in frames)) * ROW
    shapes = []
    for depth, left, share, name in frames:
        x, width, y = left * WIDTH, share * WIDTH, height - (depth + 1) * ROW
        own = name.startswith(tuple(f"{part}/" for part in _OWN))
        text = escape(name[: int(width / 6.2)]) if width > 30 else ""
        shapes.append(
            f'<g><title>{escape(name)} {share:.1%}</title><rect x="{x:.1f}" y="{y}" '
            f'width="{width:.1f}" height="{ROW - 1}" fill="{"#9cc5a1" if own else "#e0c58f"}"/>'
            f'<text x="{x + 2:.1f}" y="{y + 11}">{text}</text></g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="monospace" font-size="10">\n' + "\n".join(shapes) + "\n</svg>\n"
    )


def _lay_out(
    stacks: list[tuple[Stack, float]],
    depth: int,
    left: float,
    total: float,
    frames: list[tuple[int, float, float, str]],
) -> None:
    """Place the frames at one depth of sorted stacks, then those above each."""
    groups: dict[str, list[tuple[Stack, float]]] = {}
    for stack, spent in stacks:
        if len(stack) > depth:
            groups.setdefault(stack[depth], []).append((stack, spent))
    for name, group in groups.items():
        share = sum(spent for _, spent in group) / total
        if share >= LEAST:
            frames.append((depth, left, share, name))
            _lay_out(group, depth + 1, left, total, frames)
        left += share


def main(limit: int) -> None:
    """Extract the claims of so many articles, and draw."""
    texts = articles(limit + 5)
    claimtable.extract(texts[limit:])
    with Sampler() as sampler:
        claimtable.extract(texts[:limit])
    PAGE.write_text(draw(sampler.stacks), "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
