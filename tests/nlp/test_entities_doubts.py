"""A text that names few products is not believed one that only the recogniser saw."""

import pytest

from claimtable.nlp.entities.doubts import Doubts
from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.mentions import Mention
from claimtable.nlp.entities.votes import Votes


@pytest.fixture(scope="module")
def doubts():
    return Doubts(Votes(Lexicon(None)))


def kept(doubts, product, others, fixed=False):
    text = f"They saw {product} there."
    mentions = [Mention(9, 9 + len(product), "PRODUCT", product, fixed=fixed)]
    mentions += [Mention(0, 4, "PERSON", "They") for _ in range(others)]
    return product in {m.text for m in doubts(text, mentions)}


def test_a_product_among_many_people_is_dropped(doubts):
    assert not kept(doubts, "Zorblin", 20)


def test_a_product_among_few_names_is_kept(doubts):
    assert kept(doubts, "Zorblin", 5)


def test_a_code_or_a_certain_product_is_kept(doubts):
    assert kept(doubts, "ZX-220", 20)
    assert kept(doubts, "Zorblin", 20, fixed=True)
