"""The `claimtable_entities` component."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span

from claimtable.nlp import extensions
from claimtable.nlp.blocks import paragraphs
from claimtable.nlp.entities.aliases import Aliases
from claimtable.nlp.entities.amounts import (
    AMOUNTS,
    COUNTS,
    bare_amount,
    counts_something,
    is_number,
    is_period,
)
from claimtable.nlp.entities.candidates import Candidates
from claimtable.nlp.entities.completing import Completing
from claimtable.nlp.entities.dates import find_dates
from claimtable.nlp.entities.doubts import Doubts
from claimtable.nlp.entities.figures import Figures
from claimtable.nlp.entities.filling import Filling
from claimtable.nlp.entities.joining import Joining
from claimtable.nlp.entities.known import Known
from claimtable.nlp.entities.leagues import Leagues
from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.mentions import NAMES, Mention
from claimtable.nlp.entities.organisations import Organisations
from claimtable.nlp.entities.people import People
from claimtable.nlp.entities.products import Products, is_code
from claimtable.nlp.entities.quantities import complete
from claimtable.nlp.entities.spans import Spans
from claimtable.nlp.entities.trimming import Trimmer
from claimtable.nlp.entities.votes import Votes
from claimtable.nlp.entities.zones import Zones, is_fragment


@Language.factory("claimtable_entities", assigns=["doc.ents", "span._.canonical"])
def make_entities(nlp: Language, name: str, gazetteer: str | None = None) -> EntityResolver:
    """Build the component; spaCy calls this.

    Args:
        nlp: The pipeline.
        name: What the pipeline knows the component by.
        gazetteer: CSV file of the user's own names, see ``lexicon.read_gazetteer``.
    """
    return EntityResolver(name, gazetteer)


class EntityResolver:
    """Mend and group the named entities of the base model.

    Reads ``doc.ents``, ``doc._.blocks`` and the figures before it; writes ``doc.ents`` with
    ``ent._.canonical`` and, where a list gives one, ``ent._.entity_id``. Needs no tags and no
    parse. Where the money or percentage component stands before it, amounts of that kind are the
    figures found there, to the character, and the base model's own marks of them are dropped.
    """

    def __init__(self, name: str = "claimtable_entities", gazetteer: str | None = None) -> None:
        """Load the word lists.

        Raises:
            OSError: The gazetteer cannot be read.
            ValueError: The gazetteer has the wrong form.
        """
        self.name = name
        self.lexicon = Lexicon(gazetteer)
        self._trim = Trimmer(self.lexicon)
        self._find = (
            Known(self.lexicon),
            Organisations(self.lexicon),
            Products(self.lexicon),
            People(self.lexicon),
            Leagues(self.lexicon),
            Joining(self.lexicon),
            Candidates(self.lexicon),
        )
        self._vote = Votes(self.lexicon)
        self._doubt = Doubts(self._vote)
        self._fill = Filling(self.lexicon)
        self._complete = Completing()
        self._group = Aliases(self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        text = doc.text
        zones = Zones(text, extensions.get_blocks(doc) or paragraphs(text))
        figures = Figures(doc)
        raw = figures.without(Mention(e.start_char, e.end_char, e.label_, e.text) for e in doc.ents)
        names = self.resolve(
            text,
            zones,
            [m for m in raw if m.label in NAMES and _may_be_name(m.text)],
        )
        seen = [(m.start, m.end) for m in raw if m.label == "DATE"]
        dates = [Mention(s, e, "DATE", text[s:e]) for s, e in find_dates(text, seen)]
        other = [
            m
            for m in raw
            if m.label not in NAMES
            and m.label != "DATE"
            and (m.label not in COUNTS or counts_something(text, m.start, m.end))
        ]
        for mention in other:
            if mention.label in AMOUNTS:
                mention.start = bare_amount(text, mention.start, mention.end)
        counted = [complete(text, m) if m.label == "CARDINAL" else m for m in other]
        other = [m for m in counted if m is not None]
        self._write(doc, [*figures.beside(names), *names, *dates, *other])
        return doc

    def resolve(self, text: str, zones: Zones, mentions: list[Mention]) -> list[Mention]:
        """Mend the names of one text.

        Args:
            text: The document.
            zones: Its headings.
            mentions: What a recogniser found, in reading order, without overlap.

        Returns:
            Names in reading order, without overlap, with labels and canonical names.
        """
        spans = Spans(text, self._trim(text, mentions))
        for step in self._find:
            step(spans)
        lexicon = self.lexicon
        mentions = [
            m for m in spans.all() if m.text in lexicon.entries or not lexicon.is_generic(m.text)
        ]
        for mention in mentions:
            mention.heading = zones.is_heading(mention.start)
        weak = self._vote(text, mentions)
        mentions = [
            m
            for m in self._doubt(text, mentions)
            if m.text not in weak or not is_fragment(text, m.start, m.end)
        ]
        mentions = self._complete(text, self._fill(text, self._vouched(zones, mentions)))
        mentions = [part for m in mentions for part in _within_blocks(text, zones, m)]
        self._group(mentions)
        return mentions

    def _vouched(self, zones: Zones, mentions: list[Mention]) -> list[Mention]:
        """Drop the names that only a heading shows, unless a list knows them."""
        if not zones.trusted:
            return mentions
        body = {m.text for m in mentions if not m.heading}
        return [
            m
            for m in mentions
            if not m.heading
            or m.text in body
            or m.fixed
            or m.label not in ("ORG", "PERSON", "PRODUCT", "LAW", "EVENT", "WORK_OF_ART")
            or self.lexicon.find(m.text)
            or is_code(m.text)
        ]

    @staticmethod
    def _write(doc: Doc, mentions: list[Mention]) -> None:
        """Set ``doc.ents``; of two mentions that overlap, the one given first stays."""
        spans: list[Span] = []
        taken: set[int] = set()
        for mention in mentions:
            span = doc.char_span(
                mention.start, mention.end, label=mention.label, alignment_mode="expand"
            )
            if span is None or not taken.isdisjoint(range(span.start, span.end)):
                continue
            taken.update(range(span.start, span.end))
            spans.append(span)
            span._.canonical = mention.canonical or span.text
            if mention.entity_id is not None:
                span._.entity_id = mention.entity_id
        doc.set_ents(spans)


def _may_be_name(form: str) -> bool:
    return not (form.isspace() or is_number(form) or is_period(form))


def _within_blocks(text: str, zones: Zones, mention: Mention) -> Iterator[Mention]:
    """Cut a name that runs from one block into the next."""
    parts = zones.parts(mention.start, mention.end)
    if len(parts) == 1:
        yield mention
        return
    for start, end in parts:
        form = text[start:end].rstrip()
        if form:
            yield replace(mention, start=start, end=start + len(form), text=form)
