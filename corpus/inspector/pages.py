"""The pages: read the address, look things up, fill in a template."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claimtable.corpus.inspector import marks, table
from claimtable.corpus.inspector.downloads import SUFFIXES
from claimtable.corpus.inspector.figures import figures
from claimtable.corpus.inspector.overview import overview
from claimtable.corpus.inspector.site import Site, day
from claimtable.corpus.inspector.view import CERTAINTIES, SORTS, View, parse

Row = dict[str, Any]

_TITLES = {
    "label": "Label",
    "kind": "Kind",
    "entity": "Entity",
    "currency": "Currency",
    "min": "Amount from",
    "max": "Amount to",
    "pmin": "Percentage from",
    "pmax": "Percentage to",
    "certainty": "Certainty",
    "said": "Said by",
    "source": "Source",
    "since": "From",
    "until": "Until",
    "cmin": "Confidence from",
    "cmax": "Confidence to",
    "corrected": "Corrected",
    "article": "Article",
}


class Pages:
    """The pages of one site."""

    def __init__(self, site: Site) -> None:
        """Show a site."""
        self._site = site

    def table(self, request: Request) -> Response:
        """The table of claims."""
        view, problems = parse(request.query_params)
        query = request.query_params
        with self._site.index.reading() as base:
            after, before = query.get("after", ""), query.get("before", "")
            page = table.page(base, view, after=after, before=before)
            total = base.execute("SELECT count(*) FROM claims").fetchone()[0]
            lists = _lists(base)
        return self._site.page(
            request,
            "table.html",
            view=view,
            page=page,
            total=total,
            problems=problems,
            sorts=SORTS.values(),
            certainties=CERTAINTIES,
            suffixes=SUFFIXES,
            chips=_chips(view),
            lists=lists,
        )

    def reader(self, request: Request) -> Response:
        """A claim in its article."""
        return self._reader(request, request.path_params["claim_id"])

    def part(self, request: Request) -> Response:
        """What changes on the reader's page when another claim is shown, as JSON."""
        view, _ = parse(request.query_params)
        found = self._claim(request.path_params["claim_id"], view)
        if found is None:
            return JSONResponse({"error": "The claim has left the store."}, 404)
        same = request.query_params.get("have") == found["claim"]["article_id"]
        return JSONResponse(
            {
                "id": found["claim"]["claim_id"],
                "article": found["claim"]["article_id"],
                "title": f"{found['title']} – claim",
                "address": f"/claim/{found['claim']['claim_id']}?{view.address()}",
                "label": found["claim"]["label"],
                "note": found["claim"]["note"] if found["claim"]["human"] else None,
                "headline": found["title"],
                "source": self._site.html("_source.html", **found),
                "heading": self._site.html("_heading.html", **found),
                "text": None if same else found["text"],
                "panel": self._site.html("_panel.html", **found),
                "next": found["after"] and found["after"]["claim_id"],
                "previous": found["before"] and found["before"]["claim_id"],
            }
        )

    def why(self, request: Request) -> Response:
        """Why a claim has its label, as HTML."""
        return Response("", 404)

    def review(self, request: Request) -> Response:
        """The review queue."""
        return self._site.message(request, "Review", "", 404)

    def overview(self, request: Request) -> Response:
        """Plots of the whole store."""
        with self._site.index.reading() as base:
            numbers = overview(base)
        return self._site.page(
            request, "overview.html", numbers=numbers, figures=figures(numbers), linked=True
        )

    def model(self, request: Request) -> Response:
        """The model and its retraining."""
        return self._site.message(request, "Model", "", 404)

    def model_state(self, request: Request) -> Response:
        """How far retraining is, as JSON."""
        return JSONResponse({})

    def _reader(self, request: Request, claim_id: str) -> Response:
        view, problems = parse(request.query_params)
        found = self._claim(claim_id, view)
        if found is None:
            return self._site.message(
                request, "This claim is not in the store", "It may have been extracted anew.", 404
            )
        return self._site.page(request, "reader.html", problems=problems, **found)

    def _claim(self, claim_id: str, view: View) -> Row | None:
        """All that the reader shows of a claim; None if it is not there."""
        with self._site.index.reading() as base:
            claim = table.claim(base, claim_id)
            if claim is None:
                return None
            before, after, place = table.neighbours(base, view, claim)
            total = table.count(base, view)
            read = self._site.details.article(base, claim["article"])
        if read is None:
            return None
        article, claims = read
        row = next((c for c in claims if c["claim_id"] == claim_id), None)
        if row is None:
            return None
        return {
            "claim": claim,
            "row": row,
            "view": view,
            "before": before,
            "after": after,
            "place": place + 1,
            "total": total,
            "title": article.title or "Article without a title",
            "claim_html": marks.claim_html(row, article.text),
            "text": marks.article_html(article.text, article.blocks, claims, claim_id),
            "count": len(claims),
            "money": [(m["text"], marks.money_text(m)) for m in row["money"]],
            "percentages": [(p["text"], marks.percentage_text(p)) for p in row["percentages"]],
            "comparisons": row["comparisons"],
            "entities": _entities(row),
            "corrected_at": day(claim["time"]) if claim["human"] else "",
            "suffix": view.address(),
        }


def _entities(row: Row) -> list[tuple[str, str, list[str]]]:
    """Canonical name, type and wordings of the entities of a claim, each once."""
    found: dict[tuple[str, str], list[str]] = {}
    for entity in row["entities"]:
        if entity["label"] in marks.NUMBERS:
            continue
        wordings = found.setdefault((entity["canonical"], entity["label"]), [])
        if entity["text"] != entity["canonical"] and entity["text"] not in wordings:
            wordings.append(entity["text"])
    return [(name, label, words) for (name, label), words in found.items()]


def _chips(view: View) -> list[tuple[str, str, str]]:
    """Title, value and address without it, of every filter that is set."""
    out = []
    for name in view.chosen():
        value = getattr(view, name)
        text = " or ".join(value) if isinstance(value, tuple) else value
        out.append((_TITLES[name], text, "/?" + view.without(name).address()))
    return out


def _lists(base: sqlite3.Connection) -> dict[str, list[str]]:
    """Suggestions for the filters."""
    entities = base.execute(
        "SELECT text, label FROM names JOIN entities USING (name) GROUP BY name "
        "ORDER BY count(*) DESC LIMIT 400"
    ).fetchall()
    currencies = base.execute(
        "SELECT currency FROM money WHERE currency IS NOT NULL GROUP BY currency "
        "ORDER BY count(*) DESC"
    ).fetchall()
    return {
        "entities": list(
            dict.fromkeys(text for text, label in entities if label not in marks.NUMBERS)
        ),
        "currencies": [row[0] for row in currencies],
    }
