"""Base forms of verbs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtable.nlp.lemmas import verb_lemma

CASES = """
VBD rose rise, fell fall, said say, built build, sold sell, bought buy, made make, was be, were be
VBD had have, did do, went go, led lead, cut cut, hit hit, shed shed, paid pay, left leave
VBD announced announce, planned plan, agreed agree, tried try, died die, focused focus
VBD offered offer
VBD benefited benefit, increased increase, stopped stop, merged merge, doubled double, visited visit
VBD treated treat, created create, used use, eased ease, edged edge, rallied rally, freed free
VBN risen rise, been be, taken take, given give, shown show, closed close, cancelled cancel
VBN controlled control, installed install, acquired acquire, hired hire, scheduled schedule
VBZ is be, has have, does do, goes go, falls fall, rises rise, launches launch, tries try, dies die
VBZ reaches reach, processes process, buys buy, uses use, closes close, passes pass, fixes fix
VBZ focuses focus, refocuses refocus, focusses focus, biases bias, discusses discuss, raises raise
VBN focused focus, focussed focus, biased bias
VBG planning plan, making make, selling sell, dying die, using use, leaving leave, running run
VBG adding add, staffing staff, seeing see, changing change, managing manage, falling fall
VBG focusing focus, trafficking traffic, requiring require, competing compete, sitting sit
VBP are be, am be, have have, lay lay, rise rise
MD will will, 'll will, wo will, ca can, can can, would would
VB rise rise, be be
NN Chips chips
"""


def _cases() -> list[tuple[str, str, str]]:
    out = []
    for line in CASES.strip().splitlines():
        tag, _, pairs = line.partition(" ")
        for pair in pairs.split(", "):
            word, base = pair.split(" ")
            out.append((tag, word, base))
    return out


@pytest.mark.parametrize(("tag", "word", "base"), _cases())
def test_base_form(tag: str, word: str, base: str) -> None:
    assert verb_lemma(word, tag) == base


def test_capitals_and_typographic_apostrophes_do_not_matter() -> None:
    assert verb_lemma("ROSE", "VBD") == "rise"
    assert verb_lemma("’ll", "MD") == "will"


@given(st.text(max_size=20), st.sampled_from(["VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD", ""]))
def test_any_word_has_a_base_form_in_lower_case(word: str, tag: str) -> None:
    assert verb_lemma(word, tag) == verb_lemma(word, tag).lower()
