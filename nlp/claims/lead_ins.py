"""Sentences that open a list of what someone will do: "The fund will:", "It aims to:".

Items behind them read like orders ("Deepen the channel") and are plans.
"""

from __future__ import annotations

import re

from claimtable.nlp.claims.data_files import words

_AHEAD = words("lead_ins.txt", "ahead")
_PLANS = words("lead_ins.txt", "plans")
_READER = words("lead_ins.txt", "reader")


def looks_ahead(lead_in: str | None) -> bool:
    """Tell whether a lead-in says what somebody other than the reader will do or plans to."""
    found = re.findall(r"\w+", (lead_in or "").lower())
    if not _READER.isdisjoint(found):
        return False
    planned = found[-1:] == ["to"] and not _PLANS.isdisjoint(found[-2:-1])
    return planned or not _AHEAD.isdisjoint(found[-1:])
