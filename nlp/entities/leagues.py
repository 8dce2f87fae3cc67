"""Teams in the result lines and league tables of a newswire.

"LEEDS 2 Arsenal 1" and "Leeds 4 2 1 1 6 6 7" name teams, by the names of their towns. Countries
stay places there, as national teams are written about as countries.
"""

from __future__ import annotations

import re

from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.spans import Spans

_TEAM = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:\s(?:[A-Z(][\w.’')-]*|de|del|la|of|and|&)){0,3}"
_RESULT = re.compile(
    rf"^[ \t]{{0,8}}(?P<home>{_TEAM})\s\d{{1,3}}\s(?P<away>{_TEAM})\s\d{{1,3}}"
    r"(?:\s*\([^()\n]{1,60}\))?\s*$",
    re.MULTILINE,
)
_STANDING = re.compile(
    rf"^[ \t]{{0,8}}(?:\d{{1,2}}\.?\s)?(?P<home>{_TEAM})(?:\s[\d.,/½-]{{1,6}}){{3,10}}\s*$",
    re.MULTILINE,
)
_FIXTURE = re.compile(
    rf"^[ \t]{{0,8}}(?P<home>[A-Z][A-Z. ]{{2,30}})\sAT\s(?P<away>[A-Z][A-Z. ]{{2,30}})\s*$|"
    rf"^[ \t]{{0,8}}(?P<host>{_TEAM})\sv\s(?P<guest>{_TEAM})\s*$",
    re.MULTILINE,
)


class Leagues:
    """The step that tells teams from towns."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon

    def __call__(self, spans: Spans) -> None:
        """Mark the teams of one text in place."""
        for pattern in (_RESULT, _STANDING, _FIXTURE):
            for match in pattern.finditer(spans.text):
                for group, name in match.groupdict().items():
                    if name is not None and not self._is_country(name):
                        spans.put(*match.span(group), "ORG", fixed=True)

    def _is_country(self, name: str) -> bool:
        return name in self._lexicon.countries or name.title() in self._lexicon.countries
