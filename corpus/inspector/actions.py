"""What changes something: labels, the queue, the model. All POST, all with the token."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claimtable.corpus.inspector import modelling, queue, table
from claimtable.corpus.inspector.site import Site
from claimtable.corpus.inspector.view import CHOICES
from claimtable.corpus.store import Correction, StoreError

Row = dict[str, Any]
_LONGEST_NOTE = 2_000


class Actions:
    """The actions of one site."""

    def __init__(self, site: Site) -> None:
        """Act on a site."""
        self._site = site

    async def label(self, request: Request) -> Response:
        """Correct a label, or take a correction back.

        The body is JSON: ``id``; ``label``, one of the labels, ``none``, or null to go back to
        the model's; ``seen``, the label that was on the screen; ``note``. When somebody else has
        changed the label since, nothing is written and the answer is 409 with the label that
        holds now.
        """
        body = await _body(request)
        if body is None or (body.get("label") is not None and body["label"] not in CHOICES):
            return JSONResponse({"error": "That is no correction."}, 400)
        try:
            status, answer = await run_in_threadpool(self._correct, body)
        except StoreError as error:
            return JSONResponse({"error": str(error)}, 500)
        return JSONResponse(answer, status)

    def _correct(self, body: Row) -> tuple[int, Row]:
        index = self._site.index
        with index.writing() as base:  # nobody can correct between the look and the line
            claim = table.claim(base, str(body.get("id")))
            if claim is None:
                return 404, {"error": "The claim has left the store."}
            held = claim["label"] if claim["human"] else None
            if body.get("seen") not in (None, claim["label"]):
                why = f"Somebody has changed this label to {claim['label']} in the meantime."
                return 409, {"error": why, **_state(claim)}
            note = str(body.get("note") or "").strip()[:_LONGEST_NOTE]
            read = self._site.details.article(base, claim["article"])
            section, before = surroundings(read, claim["claim_id"])
            index.correct(
                Correction(
                    id=claim["claim_id"],
                    text=claim["text"],
                    label=body["label"],
                    article_id=claim["article_id"],
                    section=section,
                    before=before,
                    old=claim["label"],
                    note=note or None,
                )
            )
        with index.reading() as base:
            now = table.claim(base, claim["claim_id"])
            far = queue.progress(base)
        assert now is not None
        reviewed = {"reviewed": far.done, "queue": far.total}
        return 200, {"old": claim["label"], "previous": held, **reviewed, **_state(now)}

    async def queue(self, request: Request) -> Response:
        """Make a new review queue."""

        def make() -> None:
            with self._site.index.reading() as base:
                chosen = queue.choose(base, self._site.training.flips())
            with self._site.index.writing() as base:
                queue.store(base, chosen)

        await run_in_threadpool(make)
        return JSONResponse({"go": "/review"})

    async def model(self, request: Request) -> Response:
        """Train, stop, use or discard a model."""
        body = await _body(request) or {}
        try:
            return await run_in_threadpool(self._model, request.path_params["action"], body)
        except modelling.Unavailable as error:
            return JSONResponse({"error": str(error)}, 409)

    def _model(self, action: str, body: Row) -> Response:
        training = self._site.training
        result = training.state.get("result") or {}
        if action == "train":
            if not training.start():
                return JSONResponse({"error": "A training is running already."}, 409)
        elif action == "stop":
            training.stop()
        elif action == "use":
            name = body.get("name") or result.get("name")
            if not isinstance(name, str):
                return JSONResponse({"error": "There is no version to use."}, 409)
            modelling.use(name)
            training.forget()
            return JSONResponse({"go": "/model?" + urlencode({"used": name})})
        elif action == "discard" and result:
            modelling.remove(result["name"])
            training.forget()
        else:
            return JSONResponse({"error": "There is nothing to do."}, 404)
        return JSONResponse({"go": "/model"})


def _state(claim: Row) -> Row:
    return {
        "id": claim["claim_id"],
        "label": claim["label"],
        "human": bool(claim["human"]),
        "confidence": claim["confidence"],
        "note": claim["note"] if claim["human"] else None,
    }


def surroundings(read: Any, claim_id: str) -> tuple[str | None, str | None]:
    """Heading path of a claim and what stands before it, as a model reads them."""
    if read is None:
        return None, None
    article, claims = read
    row = next((c for c in claims if c["claim_id"] == claim_id), None)
    if row is None:
        return None, None
    try:
        return modelling.surroundings(article.text, article.blocks, row)
    except modelling.Unavailable:
        return row["section"], None


async def _body(request: Request) -> Row | None:
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
