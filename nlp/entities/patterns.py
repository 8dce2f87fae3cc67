"""Names that their form gives away: product codes, definitions of acronyms, legal forms, units."""

from __future__ import annotations

import re

from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.mentions import PLACES, Mention, initials
from claimtable.nlp.entities.spans import Spans
from claimtable.nlp.entities.trimming import bare

_W = r"[A-ZÀ-ÖØ-Þ](?:[\w&-]|[’'.](?=\w))*"  # a capitalised word
_LINK = r"(?:of|for|and|the|in|on|&|de|to)"

_CODE = re.compile(
    r"""(?<![\w.$€£#@/-])
    (?=[A-Za-z-]*\d)(?=[\d-]*[A-Z])      # a figure and a capital
    (?:[A-Za-z]{1,12}-?\d{1,5}[A-Za-z]{0,3}|\d{1,4}[A-Z]{1,3}\d{0,3})
    (?:-(?:[A-Z][A-Za-z]+|\d[\w.]*))?(?:\.\d+)?
    (?![\w/-]|\s*%|\.\w)""",
    re.VERBOSE,
)
# Quarters, halves, fiscal years, summits, diseases, roads, paper sizes, visas, ordinals, units.
_NO_CODE = re.compile(
    r"(?:q[1-4]|[hf][12]|fy-?\d+|cy-?\d+|g-?(?:7|8|10|20|77)|covid-?\d*|co2|ch4|h2o?|o2|n2o"
    r"|[abcdefikmnpstuwx]-?\d|[am]\d\d?|u-?\d\d|no\d*|cop\d+|us\d+|rs\d+|rm\d+|hk\d+|t20|y2k"
    r"|web\d|h\dn\d|[2-6]g|mp[34]|[a-z]{3,}(?:19|20)\d\d|(?:19|20)\d\ds"
    r"|(?:page|part|section|step|table|figure|group|top|phase|level|tier|day|sept?|oct|nov|dec"
    r"|jan|feb|mar|apr|jun|jul|aug)-?\d+"
    r"|\d+(?:st|nd|rd|th|am|pm|k|m|b|bn|mn|tn|cm|mm|km|kg|kw|mw|gw|kwh|mwh|gb|tb|mb|d|x|p|c|f|s"
    r"|hz|ghz|mhz|v|w|h))",
    re.IGNORECASE,
)
_MARK = re.compile(rf"((?:{_W}\s+){{0,2}}{_W})\s?[™®]")
_CALLED = re.compile(
    r"\b(?:accelerator|aircraft|app|assistant|car|chatbot|chip|device|drug|model|phone|platform"
    r"|processor|product|robot|service|smartphone|software|system|tablet|tool|vaccine|vehicle)s?"
    rf"\s*,?\s+(?:called|named|dubbed|code-?named|known\s+as)\s+[“\"'‘]?({_W}(?:\s+{_W}){{0,2}})"
)
_OWN_PRODUCT = re.compile(
    rf"(?<!\w){_W}['’]s\s+(?:new\s+|own\s+|latest\s+)?(?P<name>{_W}(?:\s{_W}){{0,2}})\s+"
    r"(?:accelerator|app|chip|chatbot|framework|model|operating\s+system|platform|processor"
    r"|smartphone|software|suite|tablet|toolkit)s?\b"
)
_UNIT = re.compile(
    rf"(?:(?<!\w){_W}['’]s?|\b[Ii]ts)\s+(?:[a-z-]+\s+)?(?P<name>{_W}(?:\s{_W}){{0,2}})\s+"
    r"(?:unit|subsidiary|division|affiliate|arm)\b"
)
_LEGAL_FORM = re.compile(
    rf"(?<!\w)(?:(?:[A-Z]\.|{_W}),?\s+(?:(?:&|of|de)\s+)?){{1,5}}"
    r"(?:Inc|INC|Incorporated|Corp|CORP|Corporation|Ltd|LTD|Limited|LLC|LLP|PLC|plc|GmbH|AG|NV|SpA"
    r"|AB|Oyj|S\.A\.S|S\.A|N\.V|S\.p\.A)\b\.?"
)
_OFFICE = re.compile(
    rf"(?<!\w)(?:{_W}\s+){{0,3}}(?:Academy|Agency|Association|Authority|Bank|Board|Bureau|Centre"
    r"|Center|Chamber|College|Commission|Committee|Confederation|Council|Court|Department|Faculty"
    r"|Federation|Institute|Ministry|Office|Organi[sz]ation|School|Secretariat|Society|Union"
    rf"|University)\s+(?:of|for|on)\s+(?:the\s+)?{_W}(?:\s+(?:(?:of|for|and|the|&|de)\s+){{0,2}}{_W})*"
)
_LONG = rf"{_W}(?:[\s-]+(?:(?:{_LINK})\s+)*{_W}){{1,7}}"
_SHORT = r"[A-Z][A-Z0-9&]{1,7}s?"
_LONG_FIRST = re.compile(rf"(?<!\w)(?P<long>{_LONG})\s+\([“\"]?(?P<short>{_SHORT})[”\"]?\)")
_LOWER_FIRST = re.compile(
    r"(?<![\w-])(?P<long>[a-z]\w*(?:[\s-]+[a-z]\w*){1,7})\s+\([“\"]?(?P<short>[A-Z]{2,7}s?)[”\"]?\)"
)
_MARKET = re.compile(
    rf"(?<![\w-])(?:(?:Global|World|Worldwide|International|Asia|Europe|China|India|U\.S\.|US)\s+)?"
    rf"(?P<name>{_W}(?:\s+(?:{_LINK}\s+)?{_W}){{0,5}})\s+(?:Market|Industry)(?!\s+[A-Z]|\w)"
)
_DEVICE = re.compile(rf"(?<![\w&-]){_W}(?:\s+{_W}){{0,4}}")
_MAKER_LENGTH = 24  # characters that a company's name in front of a code may have
_SHORT_FIRST = re.compile(rf"(?<!\w)(?P<short>{_SHORT})\s+\((?P<long>{_LONG})\)")
_PRODUCT_HEADS = frozenset(
    {
        "api",
        "architecture",
        "chip",
        "engine",
        "framework",
        "interface",
        "kit",
        "language",
        "library",
    }
    | {"model", "platform", "processor", "protocol", "software", "suite", "system", "toolkit"}
)


def is_code(form: str) -> bool:
    """Tell whether a form looks like a product code: "H20", "Qwen3-Max", "A320neo"."""
    return _CODE.fullmatch(form) is not None and _NO_CODE.fullmatch(form) is None


class Patterns:
    """The step that adds names by their form."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon

    def __call__(self, spans: Spans) -> None:
        """Add to and correct the mentions of one text in place."""
        self._organisations(spans)
        self._products(spans)
        self._common_nouns(spans)
        self._codes(spans)
        for pattern in (_LONG_FIRST, _SHORT_FIRST):
            for match in pattern.finditer(spans.text):
                self._acronym(spans, match)

    def _organisations(self, spans: Spans) -> None:
        for pattern in (_OFFICE, _LEGAL_FORM):
            for match in pattern.finditer(spans.text):
                start, end = bare(spans.text, *match.span())
                if start < end:
                    old = [m for m in spans.overlapping(start, end) if m.label == "ORG"]
                    start = min([start, *(m.start for m in old)])
                    spans.put(start, max([end, *(m.end for m in old)]), "ORG")
        for match in _UNIT.finditer(spans.text):
            name = match.group("name")
            if not self._lexicon.is_generic(name) and not self._is_place(name):
                self._claim(spans, *match.span("name"), "ORG")

    def _products(self, spans: Spans) -> None:
        for match in _MARK.finditer(spans.text):
            start, end = bare(spans.text, *match.span(1))
            old = spans.overlapping(start, end)
            if start < end and not any(m.label == "ORG" and m.end == end for m in old):
                spans.put(max([start, *(m.start for m in old)]), end, "PRODUCT")
        for match in _CALLED.finditer(spans.text):
            self._claim(spans, *match.span(1), "PRODUCT")
        for match in _MARKET.finditer(spans.text):
            name = match.group("name")
            if not self._lexicon.is_generic(name) and not self._is_place(name):
                spans.put(*match.span("name"), "PRODUCT")
        for match in _DEVICE.finditer(spans.text):
            self._device(spans, *bare(spans.text, *match.span()))
        for match in _OWN_PRODUCT.finditer(spans.text):
            if not self._lexicon.is_generic(match.group("name")):
                self._claim(spans, *match.span("name"), "PRODUCT")

    def _device(self, spans: Spans, start: int, end: int) -> None:
        """Mark "Pressure Relief Valve": words in title case with a kind of product as head."""
        words = spans.text[start:end].split()
        if len(words) < 2 or self._lexicon.heads.get(words[-1]) != "PRODUCT":
            return
        old = spans.overlapping(start, end)
        makers = [m for m in old if m.label == "ORG" and m.end < end and self._lexicon.find(m.text)]
        if not any(m.end > end or m.label == "PERSON" for m in old):
            spans.put(max([start, *(m.end + 1 for m in makers)]), end, "PRODUCT")

    def _codes(self, spans: Spans) -> None:
        for match in _CODE.finditer(spans.text):
            start, end = match.span()
            if _NO_CODE.fullmatch(match.group()) and not self._after_maker(spans, start):
                continue
            old = spans.overlapping(start, end)
            if any(m.start < start and m.label == "PRODUCT" for m in old):
                continue
            if any(m.start < start and m.end > end for m in old):
                continue
            start = min([start, *(m.start for m in old if m.label in ("PRODUCT", "ORG"))])
            end = max([end, *(m.end for m in old)])
            maker = _just_before(spans, start)
            if maker is not None and maker.label in ("ORG", "PRODUCT"):
                start = maker.start
            spans.put(start, end, "PRODUCT", fixed=True)

    def _after_maker(self, spans: Spans, start: int) -> bool:
        """Tell whether a known company stands right in front ("BMW X1")."""
        before = spans.text[max(0, start - _MAKER_LENGTH) : start].rstrip()
        names = (before[i:] for i in range(len(before)) if i == 0 or before[i - 1] == " ")
        entries = (self._lexicon.entries.get(name) for name in names)
        return any(entry is not None and entry.label == "ORG" for entry in entries)

    def _common_nouns(self, spans: Spans) -> None:
        """Drop the acronyms that stand for a common noun: "low-drop regulator (LDR)"."""
        common = set()
        for match in _LOWER_FIRST.finditer(spans.text):
            short = match.group("short").rstrip("s").lower()
            words = re.split(r"[\s-]+", match.group("long"))
            if "".join(word[0] for word in words).endswith(short):
                common.add(match.group("short").rstrip("s"))
        for mention in spans.all() if common else ():
            if mention.text.rstrip("s") in common and not self._lexicon.find(mention.text):
                spans.drop(mention)

    def _acronym(self, spans: Spans, match: re.Match[str]) -> None:
        """Mark both sides of "Platform for Artificial Intelligence (PAI)" alike."""
        short = match.group("short").rstrip("s").replace("&", "")
        start, end = match.span("long")
        for word in re.finditer(_W, match.group("long")):
            name = match.group("long")[word.start() :]
            if initials(name) == short:
                start += word.start()
                break
        else:
            return
        label = self._label(spans, spans.text[start:end], (start, end), match.span("short"))
        if label is None:
            return
        spans.put(start, end, label)
        spans.put(*match.span("short"), label)

    def _label(
        self, spans: Spans, name: str, long: tuple[int, int], short: tuple[int, int]
    ) -> str | None:
        """Tell what an acronym's long form is; None where nothing speaks for a name."""
        names = [word.lower() for word in name.split()]
        heads = [self._lexicon.heads.get(word) for word in name.split()]
        if _PRODUCT_HEADS & {names[0], names[-1]}:
            return "PRODUCT"
        for head in (heads[-1], heads[0]):
            if head in ("ORG", "LAW", "EVENT"):
                return head
        seen = [m.label for span in (long, short) for m in spans.overlapping(*span)]
        return next((label for label in seen if label in ("ORG", "PRODUCT", "LAW", "EVENT")), None)

    def _claim(self, spans: Spans, start: int, end: int, label: str) -> None:
        """Mark a span unless the recogniser sees a larger name there."""
        if not any(m.start < start or m.end > end for m in spans.overlapping(start, end)):
            spans.put(start, end, label, fixed=True)

    def _is_place(self, name: str) -> bool:
        entry = self._lexicon.find(name)
        return (entry is not None and entry.label in PLACES) or self._lexicon.is_city(name)


def _just_before(spans: Spans, start: int) -> Mention | None:
    """The mention that ends right before an offset, with at most a space between."""
    if start > 1 and spans.text[start - 1] == " ":
        start -= 1
    found = spans.overlapping(start - 1, start) if start > 0 else []
    return found[0] if found and found[0].end == start else None
