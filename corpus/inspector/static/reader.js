// The reader: the next claim is fetched before it is asked for.
"use strict";

(() => {
  const { keys, title, say, complain, correct, undo, undone, onKeys } = claimtable;
  const reader = document.getElementById("reader");
  const byId = (id) => document.getElementById(id);
  const note = byId("note");
  const fetched = new Map();
  const wide = matchMedia("(min-width: 60rem)"); // narrower, the claim stands above the article
  let busy = Promise.resolve();

  // The place in the view is sent along, so that the server need not count it anew.
  function address(id) {
    const { view, article, next, previous, place, total } = reader.dataset;
    const step = id === next ? 1 : id === previous ? -1 : 0;
    const known = step ? `&place=${Number(place) + step}&total=${total}` : "";
    return `/part/${id}?${view}&have=${article}${known}`;
  }

  function fetchPart(id) {
    if (!id) return null;
    const key = address(id);
    if (!fetched.has(key)) {
      const part = fetch(key).then((answer) => {
        if (!answer.ok) throw new Error("The claim cannot be shown; it may have left the store.");
        return answer.json();
      });
      part.catch(() => fetched.delete(key));
      fetched.set(key, part);
    }
    return fetched.get(key);
  }

  const pieces = (id) => document.querySelectorAll(`#text [data-claims~="${CSS.escape(id)}"]`);

  function markCurrent() {
    for (const piece of document.querySelectorAll("#text .here")) piece.classList.remove("here");
    const mine = pieces(reader.dataset.id);
    for (const piece of mine) piece.classList.add("here");
    if (wide.matches) mine[0]?.scrollIntoView({ block: "center" });
    else scrollTo(0, 0);
  }

  function setLink(link, id) {
    if (id) link.href = `/claim/${id}?${reader.dataset.view}`;
    else link.removeAttribute("href");
  }

  function paint() {
    const { label, next, previous } = reader.dataset;
    for (const button of document.querySelectorAll(".give")) {
      button.setAttribute("aria-pressed", String(button.dataset.give === label));
    }
    setLink(byId("next"), next);
    setLink(byId("previous"), previous);
    byId("undo").disabled = undone.read().length === 0;
    fetchPart(next);
  }

  async function show(id, { push = true, focus = true } = {}) {
    const part = await fetchPart(id);
    fetched.clear();
    byId("heading").innerHTML = part.heading; // escaped on the server, held by the policy
    byId("panel").innerHTML = part.panel;
    if (part.text !== null) {
      byId("text").innerHTML = part.text;
      document.querySelector(".article h1 bdi").textContent = part.headline;
      document.querySelector(".article p.source").innerHTML = part.source;
    }
    Object.assign(reader.dataset, {
      id: part.id,
      article: part.article,
      label: part.label,
      place: part.place,
      total: part.total,
      next: part.next || "",
      previous: part.previous || "",
    });
    note.value = part.note || "";
    document.title = part.title;
    if (push) history.pushState({ id: part.id }, "", part.address);
    paint();
    markCurrent();
    if (focus) byId("heading").focus({ preventScroll: true });
  }

  // Where to is asked when its turn comes: keys may come faster than claims.
  function go(where, words = "") {
    busy = busy.then(async () => {
      const id = where();
      if (!id) {
        say(words);
        return;
      }
      await show(id).catch((error) => complain(error.message));
    });
  }

  function give(label, { stay = false } = {}) {
    const began = performance.now();
    busy = busy.then(async () => {
      const { id, label: seen, next } = reader.dataset;
      try {
        const record = await correct(id, label, seen, note.value);
        for (const piece of pieces(id)) piece.dataset.label = record.label;
        if (stay || !next) {
          fetched.clear();
          await show(id, { push: false });
          say(`Saved: ${title(label)}.${next ? "" : " This was the last one."}`);
        } else {
          await show(next);
          say(`Saved: ${title(label)}. u takes it back.`);
          progress(record); // the page was fetched before this one was reviewed
        }
        performance.measure("correction", { start: began, end: performance.now() });
      } catch (error) {
        complain(error.message);
        if (error.status === 409) {
          fetched.clear();
          await show(id, { push: false });
        }
      }
    });
  }

  function progress(record) {
    if (!byId("far")) return;
    byId("far").textContent = `${record.reviewed} of ${record.queue}`;
    byId("bar").value = record.reviewed;
  }

  function back() {
    busy = busy.then(async () => {
      try {
        const record = await undo();
        if (!record) return;
        for (const piece of pieces(record.id)) piece.dataset.label = record.label;
        fetched.clear();
        await show(record.id);
        say(`Taken back; the label is ${title(record.label)} again.`);
      } catch (error) {
        complain(error.message);
      }
    });
  }

  async function why() {
    const box = byId("why");
    if (!box) return;
    const body = box.querySelector(".why-body");
    if (!box.open || body.childElementCount) return;
    body.textContent = "Asking the model; the first time takes some seconds …";
    try {
      const answer = await fetch(`/why/${box.dataset.id}`);
      body.innerHTML = await answer.text();
    } catch {
      body.textContent = "The inspector does not answer.";
    }
  }

  const next = () => go(() => reader.dataset.next, "This is the last one.");
  const previous = () => go(() => reader.dataset.previous, "This is the first claim.");
  const handlers = {
    j: next,
    ArrowRight: next,
    k: previous,
    ArrowLeft: previous,
    u: back,
    c: () => note.focus(),
    w: () => {
      byId("why").open = !byId("why").open;
    },
  };
  for (const [key, label] of Object.entries(keys)) handlers[key] = () => give(label);
  onKeys(handlers);

  for (const button of document.querySelectorAll(".give")) {
    button.addEventListener("click", () => give(button.dataset.give));
  }
  byId("undo").addEventListener("click", back);
  byId("save-note").addEventListener("click", () => give(reader.dataset.label, { stay: true }));
  note.addEventListener("keydown", (event) => {
    if (event.key === "Enter") give(reader.dataset.label, { stay: true });
  });
  for (const [id, move] of [["next", next], ["previous", previous]]) {
    byId(id).addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      move();
    });
  }
  byId("panel").addEventListener("toggle", why, true);
  byId("text").addEventListener("click", (event) => {
    const piece = event.target.closest("[data-claims]");
    if (piece && !String(getSelection())) go(() => piece.dataset.claims.split(" ")[0]);
  });
  addEventListener("popstate", () => location.reload());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // others may have changed labels since
  });
  paint();
  markCurrent();
})();
