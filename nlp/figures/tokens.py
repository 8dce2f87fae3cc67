"""Make the tokenizer cut where figures end.

A spaCy span begins and ends with a token, and spaCy's English tokenizer leaves some figures inside
longer tokens: "~9%", "$4/$6", "9.2%.[1]", "$80m." at the end of a sentence. The rules here part
them. They touch only strings with a digit or a currency sign at the place of the cut.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

PREFIXES = (
    r"[~∼≈≃≅<>≤≥=±](?=[$€£¥₹\d.])",  # ~9%, >$5m
    r"\\(?=[$€£¥₹])",  # an escaped sign of Markdown
    r"[A-Z]{1,3}\$(?=\d)",  # A$5, as US$5 is parted already
)
# The character that is cut off comes first in each rule and what must stand around it after, so
# that most places fail at their first character.
SUFFIXES = (
    r"\.(?<=\d[A-Za-z]\.)",  # $80m. at the end of a sentence
    r"\.(?<=\d[A-Za-z][A-Za-z]\.)",
    r"\.(?<=[$%％\u00a2-\u00a5\u20a0-\u20cf]\.)",  # 5€. likewise
    r"\.(?<=\)[A-Za-z]\.)",  # ($9.7)M. likewise
    r"\+(?<=%\+)",
    r"\+(?<=\d[A-Za-z]\+)",
    r"\+(?<=illion\+)",
)
INFIXES = (
    r"%(?<=\d%)",  # 9.2%.[1], 100%-owned
    r"[/=](?<=[0-9A-Za-z%€$£¥)][/=])(?=[$€£¥₹~(]?\d)",  # $4/$6, n=39%
    r"/(?<=[0-9€£$¥]/)(?=[A-Za-z$€£¥₹(])",  # 5€/kg
    r"\.(?<=[A-Za-z]\.)(?=\[\d)",  # a footnote behind a word: "in Ghent.[4]"
    r",(?<=[A-Z],)(?=\d)",  # 300 USD,200
    r"[:(](?<=[A-Za-z][:(])(?=[$€£¥₹]?\d)",  # Revenue:$5m, margin(12%)
    r"—(?<=[A-Za-z%”\"’)]—)(?=[$€£¥₹\d])",  # this week—100% of it
)
_MARK = SUFFIXES[0]


def split_figures(nlp: Language) -> None:
    """Add the rules to a pipeline's tokenizer; adding them again changes nothing.

    Args:
        nlp: A pipeline. One with a tokenizer of another kind than spaCy's is left as it is: the
            spans then take in the whole token.
    """
    tokenizer: Any = nlp.tokenizer
    defaults = nlp.Defaults
    suffix_search = getattr(tokenizer, "suffix_search", None)
    if suffix_search is None or defaults.infixes is None:
        return
    if _MARK in getattr(getattr(suffix_search, "__self__", None), "pattern", ""):
        return
    rules = dict(tokenizer.rules or {})
    rules.pop("m.", None)  # an abbreviation that would rejoin "$80m" and "."
    # Each setting changed makes a tokenizer go through all of its rules anew, unless it has none.
    tokenizer.rules = {}
    tokenizer.prefix_search = compile_prefix_regex([*(defaults.prefixes or ()), *PREFIXES]).search
    tokenizer.suffix_search = compile_suffix_regex([*(defaults.suffixes or ()), *SUFFIXES]).search
    tokenizer.infix_finditer = compile_infix_regex([*defaults.infixes, *INFIXES]).finditer
    tokenizer.rules = rules
