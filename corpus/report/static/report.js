// The report's list and articles. Text from articles only ever becomes text nodes.
"use strict";

(() => {
  const { names, articles } = JSON.parse(document.getElementById("data").textContent);
  const LABELS = ["strength", "risk", "opportunity", "development"];
  const KINDS = ["monetary", "percentage", "comparative", "qualitative"];
  const MARKS = ["money", "percentage", "comparison", "subject", "object", "aspect", "degree", "cue", "entity", "date"];
  const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;
  const STEP = 100;
  const byId = (id) => document.getElementById(id);
  const body = document.querySelector("#claims tbody");
  const dialog = byId("article");
  const form = byId("filters");

  const claims = articles.flatMap(([source, title, day, text, , rows], article) =>
    rows.map(([start, end, label, sure, kinds, human, entities, marks, values]) => ({
      article, start, end, label, sure, kinds, human, entities, marks, values, day: day || "", source,
      text: text.slice(start, end),
    })),
  );
  claims.forEach((claim, order) => Object.assign(claim, { order, folded: claim.text.toLowerCase() }));
  let found = claims;
  let shown = 0;
  let open = -1;

  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  // Text with characters that would steer the page shown by their code.
  function visible(text) {
    const parts = [];
    let at = 0;
    for (const match of text.matchAll(CONTROL)) {
      parts.push(text.slice(at, match.index));
      if (match[0] !== "\r") {
        const code = make("span", "control");
        code.dataset.code = `U+${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
        parts.push(code);
      }
      at = match.index + match[0].length;
    }
    parts.push(text.slice(at));
    return parts;
  }

  const bdi = (text) => make("bdi", "", ...visible(text));
  const short = (source) => source.replace(/\/+$/, "").split("/").pop() || source;

  function chip(claim) {
    const letter = make("span", "letter", LABELS[claim.label][0].toUpperCase());
    letter.setAttribute("aria-hidden", "true");
    const element = make("span", "label", letter, LABELS[claim.label]);
    element.dataset.label = LABELS[claim.label];
    if (claim.human) element.append(make("span", "by", " ✓", make("span", "hide", " by a person")));
    return element;
  }

  function row(claim, place) {
    const button = make("button", "", bdi(claim.text.length > 600 ? `${claim.text.slice(0, 600)} …` : claim.text));
    button.type = "button";
    button.dataset.place = place;
    const kinds = KINDS.filter((_, at) => (claim.kinds >> at) & 1).join(", ");
    const about = [kinds, short(claim.source), claim.day].filter(Boolean).join(" · ");
    const source = make("td", "extra source", bdi(short(claim.source)));
    source.title = claim.source.replace(CONTROL, "\ufffd");
    return make(
      "tr", "",
      make("td", "text", button, make("span", "meta", ...visible(about))),
      make("td", "labelcell", chip(claim)),
      make("td", "number sure", `${claim.sure}\u202f%`),
      make("td", "extra values", make("span", "", ...visible(claim.values.join("; ")))),
      source,
      make("td", "extra day", claim.day),
    );
  }

  function showMore() {
    const next = found.slice(shown, shown + STEP);
    body.append(...next.map((claim, at) => row(claim, shown + at)));
    shown += next.length;
    byId("more").hidden = shown >= found.length;
    byId("found").textContent =
      found.length === 0
        ? "No claim fits. Take a filter away."
        : `${found.length.toLocaleString("en")} of ${claims.length.toLocaleString("en")} claims` +
          (shown < found.length ? `, the first ${shown.toLocaleString("en")} shown` : "");
  }

  function apply() {
    const get = (name) => form.elements[name].value.trim();
    const words = get("q").toLowerCase().split(/\s+/).filter(Boolean);
    const [label, kind, entity, source] = ["label", "kind", "entity", "source"].map(get);
    const named = new Set(
      names.flatMap((name, at) => (entity && name.toLowerCase().includes(entity.toLowerCase()) ? [at] : [])),
    );
    found = claims.filter(
      (claim) =>
        words.every((word) => claim.folded.includes(word)) &&
        (label === "" || claim.label === Number(label)) &&
        (kind === "" || (claim.kinds >> Number(kind)) & 1) &&
        (entity === "" || claim.entities.some((at) => named.has(at))) &&
        (source === "" || claim.source.toLowerCase().includes(source.toLowerCase())),
    );
    const orders = {
      unsure: (a, b) => a.sure - b.sure || a.order - b.order,
      sure: (a, b) => b.sure - a.sure || a.order - b.order,
      newest: (a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.order - b.order),
    };
    if (orders[get("sort")]) found.sort(orders[get("sort")]);
    body.replaceChildren();
    shown = 0;
    showMore();
  }

  // Cuts [start, end) at the boundaries of spans and draws each piece.
  function cut(start, end, spans, draw) {
    const inner = spans.flatMap((s) => [s.start, s.end]).filter((x) => x > start && x < end);
    const points = [...new Set([start, ...inner, end])].sort((a, b) => a - b);
    return points.slice(1).flatMap((high, at) => {
      const low = points[at];
      return draw(low, high, spans.filter((s) => s.start <= low && high <= s.end));
    });
  }

  function pieces(text, start, end, owners, current) {
    const inside = owners.filter((claim) => claim.start < end && claim.end > start);
    return cut(start, end, inside, (low, high, mine) => {
      const marks = mine.flatMap((claim) => {
        const out = [];
        for (let i = 0; i < claim.marks.length; i += 3) {
          const [a, b, kind] = claim.marks.slice(i, i + 3);
          out.push({ start: claim.start + a, end: claim.start + b, kind: MARKS[kind] });
        }
        return out;
      });
      const parts = cut(low, high, marks.filter((m) => m.start < high && m.end > low), (a, b, on) => {
        const drawn = visible(text.slice(a, b));
        return on.length ? [make("span", `m ${[...new Set(on.map((m) => m.kind))].join(" ")}`, ...drawn)] : drawn;
      });
      if (!mine.length) return parts;
      const owner = mine.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
      const mark = make("mark", "claim", make("bdi", "", ...parts));
      if (owner.start === low) mark.classList.add("first");
      if (mine.includes(current)) mark.classList.add("here");
      mark.dataset.label = LABELS[owner.label];
      mark.dataset.order = owner.order;
      return [mark];
    });
  }

  function show(place) {
    const claim = found[place];
    if (!claim) return;
    open = place;
    const [source, title, day, text, blocks] = articles[claim.article];
    const owners = claims.filter((c) => c.article === claim.article);
    byId("article-title").replaceChildren(bdi(title || short(source)));
    byId("article-source").replaceChildren(bdi(source), day ? ` · ${day}` : "", ` · claim ${place + 1} of ${found.length}`);
    const target = byId("text");
    target.replaceChildren();
    let line = null;
    let last = -1;
    for (const [start, end, kind, level, rowOf] of blocks.length ? blocks : [[0, text.length, 1, 0, -1]]) {
      const inside = pieces(text, start, end, owners, claim);
      if (kind === 3) {
        if (rowOf !== last || rowOf < 0) {
          line = make("div", "row");
          target.append(line);
        }
        line.append(make("div", "", ...inside));
        last = rowOf;
        continue;
      }
      last = -1;
      const tag = kind === 0 ? `h${Math.min(Math.max(level, 1) + 2, 6)}` : "div";
      target.append(make(tag, ["", "", "item", "", "quote"][kind], ...inside));
    }
    byId("previous").disabled = place === 0;
    byId("next").disabled = place === found.length - 1;
    if (!dialog.open) dialog.showModal();
    target.querySelector(".here")?.scrollIntoView({ block: "center" });
    byId("article-title").focus({ preventScroll: true });
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  byId("more").addEventListener("click", showMore);
  body.addEventListener("click", (event) => {
    const button = event.target.closest("tr")?.querySelector("button");
    if (button) show(Number(button.dataset.place));
  });
  byId("previous").addEventListener("click", () => show(open - 1));
  byId("next").addEventListener("click", () => show(open + 1));
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => body.querySelector(`[data-place="${open}"]`)?.focus());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    if (event.key === "/" && !dialog.open) {
      event.preventDefault();
      form.elements.q.focus();
    }
    if (!dialog.open) return;
    if (event.key === "j") show(open + 1);
    if (event.key === "k") show(open - 1);
  });
  byId("names").append(
    ...names.slice(0, 300).map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }),
  );
  apply();
})();
