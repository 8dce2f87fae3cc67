"""Write ``data/currencies.tsv`` from the CLDR data that Babel carries.

Run ``python -m claimtable.nlp.money.make_currencies`` after an update of Babel and commit the
result. Babel is needed here only; the component reads the file.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from babel import Locale, __version__
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol

TARGET = Path(__file__).parent / "data" / "currencies.tsv"
_MONEY_X = frozenset({"XAF", "XOF", "XPF", "XCD", "XCG", "XDR", "XEU"})
HEADER = f"""# Currencies of the world, from make_currencies.py: do not edit, see aliases.tsv.
# Source: Babel {__version__}, Unicode CLDR, Unicode licence (https://www.unicode.org/license.txt).
# code <tab> status <tab> names, separated by | <tab> nouns that name no other currency
"""


def active_codes() -> set[str]:
    """Codes that are legal tender in some territory today."""
    territories = get_global("territory_currencies")
    return {
        code
        for periods in territories.values()
        for code, _start, end, tender in periods
        if end is None and tender
    }


def names(code: str) -> list[str]:
    """Singular and plural English names of a currency, lower case, without its code."""
    forms = {get_currency_name(code, count, locale="en") for count in (None, 1, 2)}
    forms.add(get_currency_symbol(code, locale="en") if code in ("XAF", "XOF") else code)
    return sorted({form.lower().replace("ʻ", "'") for form in forms} - {code.lower()})


def homes(active: set[str]) -> dict[str, list[str]]:
    """Names of a currency by its only home: "fiji dollars" beside CLDR's "fijian dollars"."""
    territories = Locale("en").territories
    out: dict[str, list[str]] = {}
    for territory, periods in get_global("territory_currencies").items():
        code = next((c for c, _, end, tender in periods if end is None and tender), "")
        name = territories.get(territory, "").lower()
        if code not in active - {"EUR", "USD"} or not name.isascii() or name.count(" ") > 1:
            continue
        heads = {form.split()[-1] for form in names(code)}
        out.setdefault(code, []).extend(f"{name} {head}" for head in sorted(heads))
    return out


def main() -> None:
    """Write the table."""
    active = active_codes()
    table = {code: names(code) for code in sorted(Locale("en").currencies)}
    heads = Counter(head for code in active for head in {name.split()[-1] for name in table[code]})
    for code, forms in homes(active).items():
        table[code] = sorted({*table[code], *forms})
    lines = []
    for code, forms in table.items():
        if code.startswith("X") and code not in _MONEY_X:
            continue  # metals, baskets and test codes
        if not forms or ("(" in " ".join(forms) and code not in active):
            continue  # funds codes and reforms, e.g. "Polish zloty (1950-1995)"
        status = "active" if code in active else "historic"
        own = {form.split()[-1] for form in forms}
        single = sorted(head for head in own if heads[head] == 1) if code in active else []
        lines.append("\t".join((code, status, "|".join(forms), "|".join(single))))
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
