"""Mend and group the named entities of the base model.

Notes for a newcomer. ``component.py`` runs the steps in order over one Doc; every step takes and
gives a list of `Mention` and knows nothing of spaCy:

1. ``zones.py`` tells headings from running text.
2. ``trimming.py`` cuts the recogniser's spans to the bare name: no determiner, title, possessive
   or score; "A's B" and "A - B" become two names; generic words go.
3. ``organisations.py``, ``products.py``, ``people.py`` and ``leagues.py`` add the names that their
   form gives away, and mend the ends of those that the recogniser saw; ``joining.py`` joins what
   was found in parts; ``candidates.py`` adds organisations by the words around; ``dates.py`` finds
   dates, ``amounts.py`` cuts "more than" off amounts.
4. ``votes.py`` settles one label for a surface form in the document; ``cues.py`` reads the words
   around for it.
5. ``filling.py`` marks the mentions of known names that the recogniser missed;
   ``completing.py`` gives products their maker in front and their model behind.
6. ``aliases.py`` groups the surface forms of one thing and picks its canonical name.

``lexicon.py`` holds the word lists of ``data/`` and the user's gazetteer, ``spans.py`` the mentions
while they change.
"""
