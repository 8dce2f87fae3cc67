"""Plots: well-formed whatever the names, named for screen readers, true to the numbers."""

import xml.etree.ElementTree as ElementTree

from hypothesis import given
from hypothesis import strategies as st

from claimtable.corpus import plots

SVG = "{http://www.w3.org/2000/svg}"
NAMES = st.lists(st.text(max_size=30), max_size=6)
COUNTS = st.lists(st.integers(0, 10**9), min_size=6, max_size=6)


def parsed(svg):
    return ElementTree.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


@given(NAMES, COUNTS, COUNTS)
def test_any_names_and_counts_give_a_plot(names, first, second):
    series = [
        plots.Series("risk", first[: len(names)]),
        plots.Series("strength", second[: len(names)]),
    ]
    for draw in (plots.stacked_bars, plots.stacked_columns):
        root = parsed(draw("key", "Title <b>", names, series))
        assert root.get("role") == "img"
        assert root.find(f"{SVG}title").text == "Title <b>"
        bars = root.findall(f"{SVG}rect")
        assert len(bars) == sum(n > 0 for s in series for n in s.values)
        assert all(float(bar.get("width")) >= 0 for bar in bars)


@given(NAMES)
def test_any_names_give_a_network(names):
    ends = range(len(names))
    edges = [plots.Edge(a, b, 1 + a, beside=a > b) for a in ends for b in ends if a != b]
    root = parsed(plots.network("key", "Network", names, edges))
    assert len(root.findall(f"{SVG}circle")) == len(names)
    assert len(root.findall(f"{SVG}path")) == len(edges)


def test_bars_are_as_long_as_their_numbers():
    series = [plots.Series("risk", [10, 5])]
    root = parsed(plots.stacked_bars("key", "Bars", ["a", "b"], series))
    first, second = (float(bar.get("width")) for bar in root.findall(f"{SVG}rect"))
    assert first == 2 * second
    assert root.find(f"{SVG}desc").text == "a 10; b 5"
