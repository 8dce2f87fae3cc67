"""The `claimtable_money` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.figures.scan import scan_doc
from claimtable.nlp.figures.spans import spans
from claimtable.nlp.figures.tokens import split_figures
from claimtable.nlp.money.resolve import Resolver
from claimtable.nlp.types import Money


@Language.factory("claimtable_money", assigns=["doc.spans"], default_config={"split_tokens": True})
def make_money(nlp: Language, name: str, split_tokens: bool) -> MoneyFinder:
    """Build the component; spaCy calls this.

    Args:
        nlp: The pipeline.
        name: Its name for the component.
        split_tokens: Add rules to the tokenizer that part figures from what is stuck to them
            ("~9%", "$4/$6"), so that spans are exact. Without them a span takes in whole tokens.
    """
    if split_tokens:
        split_figures(nlp)
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
        codes: dict[tuple[int, int], str | None] = {}
        for span, f in spans(doc, scan.money, "MONEY"):
            code = resolver.currency(f)
            codes[f.start, f.end] = code
            # Two dollars that turn out to be the same one are no conversion.
            restates = None if f.restates and codes.get(f.restates) == code else f.restates
            money = Money(f.value, f.high, code, f.modifier, f.per, restates)
            extensions.set_money(span, money)
            marked.append(span)
        doc.spans["money"] = marked
        return doc
