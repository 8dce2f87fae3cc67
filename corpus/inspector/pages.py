"""The pages: read the address, look things up, fill in a template."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from claimtable.corpus.inspector import marks, modelling, queue, table
from claimtable.corpus.inspector.actions import surroundings
from claimtable.corpus.inspector.downloads import SUFFIXES
from claimtable.corpus.inspector.figures import figures
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
        self._explaining = threading.Lock()  # loading a model twice at once helps nobody

    def table(self, request: Request) -> Response:
        """The table of claims."""
        if self._site.index.follow():
            self._site.details.forget()
        view, problems = parse(request.query_params)
        query = request.query_params
        with self._site.index.reading() as base:
            after, before = query.get("after", ""), query.get("before", "")
            page = table.page(base, view, after=after, before=before)
            total = base.execute("SELECT count(*) FROM claims").fetchone()[0]
            lists = self._site.suggestions(base)
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
        reviewing = "queue" in request.query_params
        known = _known_place(request)
        found = self._claim(request.path_params["claim_id"], view, reviewing, known)
        if found is None:
            return JSONResponse({"error": "The claim has left the store."}, 404)
        same = request.query_params.get("have") == found["claim"]["article_id"]
        return JSONResponse(
            {
                "id": found["claim"]["claim_id"],
                "article": found["claim"]["article_id"],
                "title": f"{found['title']} – claim",
                "address": f"/claim/{found['claim']['claim_id']}?{found['suffix']}",
                "place": found["place"],
                "total": found["total"],
                "label": found["claim"]["label"],
                "note": found["claim"]["note"] if found["claim"]["human"] else None,
                "headline": found["title"],
                "source": self._site.html("_source.html", **found),
                "heading": self._site.html("_heading.html", **found),
                "text": None if same else found["text"],
                "panel": self._site.html("_panel.html", **found),
                "next": found["after"],
                "previous": found["before"],
            }
        )

    def why(self, request: Request) -> Response:
        """Why the model in use gives a claim its label, as HTML."""
        why, error = None, ""
        with self._site.index.reading() as base:
            claim = table.claim(base, request.path_params["claim_id"])
            read = None if claim is None else self._site.details.article(base, claim["article"])
        if claim is None:
            return HTMLResponse("", 404)
        section, before = surroundings(read, claim["claim_id"])
        try:
            with self._explaining:
                why = modelling.explain(claim["text"], before, section)
        except modelling.Unavailable as problem:
            error = str(problem)
        most = max((abs(weight) for _, weight in why["reasons"]), default=1) if why else 1
        return HTMLResponse(self._site.html("_why.html", why=why, error=error, most=most))

    def review(self, request: Request) -> Response:
        """The review queue."""
        with self._site.index.reading() as base:
            far, first = queue.progress(base), queue.first(base)
            corrected = _corrected(base)
        return self._site.page(request, "review.html", corrected=corrected, queue=far, first=first)

    def overview(self, request: Request) -> Response:
        """Plots of the whole store."""
        numbers = self._site.overview()
        return self._site.page(
            request, "overview.html", numbers=numbers, figures=figures(numbers), linked=True
        )

    def model(self, request: Request) -> Response:
        """The model and its retraining."""
        with self._site.index.reading() as base:
            corrected = _corrected(base)
        error = ""
        try:
            versions = modelling.versions()
        except modelling.Unavailable as problem:
            versions, error = [], str(problem)
        used = request.query_params.get("used", "")
        in_use = next((v["name"] for v in versions if v["in_use"]), "unknown")
        return self._site.page(
            request,
            "model.html",
            state=self._site.training.state,
            versions=versions,
            in_use=in_use,
            used=used if used == in_use else "",
            corrected=corrected,
            error=error,
        )

    def model_state(self, request: Request) -> Response:
        """How far retraining is, as JSON."""
        state = self._site.training.state
        return JSONResponse({k: v for k, v in state.items() if k != "result"})

    def _reader(self, request: Request, claim_id: str) -> Response:
        view, problems = parse(request.query_params)
        found = self._claim(claim_id, view, "queue" in request.query_params)
        if found is None:
            return self._site.message(
                request, "This claim is not in the store", "It may have been extracted anew.", 404
            )
        return self._site.page(request, "reader.html", problems=problems, **found)

    def _claim(
        self, claim_id: str, view: View, reviewing: bool, known: tuple[int, int] | None = None
    ) -> Row | None:
        """All that the reader shows of a claim; None if it is not there.

        Args:
            claim_id: Which claim.
            view: The view that it is looked at in.
            reviewing: Whether it is looked at in the review queue instead.
            known: Its place in the view and the view's size, if the page knows them.
        """
        with self._site.index.reading() as base:
            claim = table.claim(base, claim_id)
            if claim is None:
                return None
            where = _in_queue(base, claim_id) if reviewing else _in_view(base, view, claim, known)
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
            **where,
            "title": article.title or "Article without a title",
            "claim_html": marks.claim_html(row, article.text),
            "text": marks.article_html(article.text, article.blocks, claims, claim_id),
            "count": len(claims),
            "money": [(m["text"], marks.money_text(m)) for m in row["money"]],
            "percentages": [(p["text"], marks.percentage_text(p)) for p in row["percentages"]],
            "comparisons": row["comparisons"],
            "entities": _entities(row),
            "corrected_at": day(claim["time"]) if claim["human"] else "",
            "suffix": "queue=1" if reviewing else view.address(),
            "reviewing": reviewing,
        }


def _known_place(request: Request) -> tuple[int, int] | None:
    """Place and total from the address, so that going on need not count the view anew."""
    given = [request.query_params.get(name, "") for name in ("place", "total")]
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in given):
        return None
    return int(given[0]), int(given[1])


def _in_view(
    base: sqlite3.Connection, view: View, claim: Row, known: tuple[int, int] | None
) -> Row:
    """What stands around a claim in a view."""
    before, after = table.neighbours(base, view, claim)
    place, total = known or (table.place(base, view, claim), table.count(base, view))
    return {
        "before": before and before["claim_id"],
        "after": after and after["claim_id"],
        "place": place,
        "total": total,
        "queue": None,
        "reason": "",
    }


def _in_queue(base: sqlite3.Connection, claim_id: str) -> Row:
    """What stands around a claim in the review queue."""
    before, after, reason = queue.around(base, claim_id)
    return {
        "before": before,
        "after": after,
        "place": 0,
        "total": 0,
        "queue": queue.progress(base),
        "reason": reason,
    }


def _corrected(base: sqlite3.Connection) -> int:
    number: int = base.execute("SELECT count(*) FROM claims WHERE human").fetchone()[0]
    return number


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
