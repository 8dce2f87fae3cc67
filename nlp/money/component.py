"""The `claimtable_money` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.figures.scan import scan_doc
from claimtable.nlp.figures.spans import spans
from claimtable.nlp.money.resolve import Resolver
from claimtable.nlp.types import Money


@Language.factory("claimtable_money", assigns=["doc.spans"])
def make_money(nlp: Language, name: str) -> MoneyFinder:
    """Build the component; spaCy calls this."""
    return MoneyFinder(name)


class MoneyFinder:
    """Find amounts of money: ``doc.spans["money"]``, with ``span._.money`` on each.

    Needs tokens only, so it works in any English pipeline and on ``spacy.blank("en")``.
    """

    def __init__(self, name: str = "claimtable_money") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        scan = scan_doc(doc)
        resolver = Resolver(scan)
        marked = []
        for span, f in spans(doc, scan.money, "MONEY"):
            money = Money(f.value, f.high, resolver.currency(f), f.modifier, f.per, f.restates)
            extensions.set_money(span, money)
            marked.append(span)
        doc.spans["money"] = marked
        return doc
