"""Find comparisons and take them apart.

Notes for a newcomer. A sentence without a trigger word or tag costs nothing (``component``). One
with a trigger is copied into plain lists (``sentence``), and each trigger is offered to the
families that may read it (``finder``): ``comparatives`` with ``assertions`` and ``idioms``,
``alternatives``, ``superlatives`` with ``ranks``, ``equatives``, ``verbs``, ``positions``,
``multiples``, ``changes`` and ``markers``. A family answers with a ``Draft`` (``draft``) that holds
what its own words tell: the cue, the thing compared with (``comparands``), the degree
(``measures``). ``elements`` and ``owners`` then find the subject and the aspect (``clauses`` looks
up the tree, ``situations`` reads an empty "it"), and ``direction`` decides which way it points,
unless ``questions`` finds that it is only asked. All word lists stand in ``data/`` and are read by
``lexicon``.

Two habits hold everywhere. The parse is asked first and token patterns second, because small
parsers often attach "than" or a participle to the wrong word. And every search has a reach in
tokens, so that the work grows with the length of the text and no faster.
"""
