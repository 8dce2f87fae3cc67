// The table: up and down, one key a label, undo.
"use strict";

(() => {
  const { keys, title, say, complain, correct, undo, paintChip, onKeys } = claimtable;
  const rows = [...document.querySelectorAll("#claims tbody tr")];
  const link = (row) => row.querySelector("a");
  let busy = Promise.resolve();

  const current = () => rows.indexOf(document.activeElement.closest?.("#claims tbody tr"));

  function go(at) {
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    if (row) {
      link(row).focus();
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function paint(record) {
    const row = rows.find((r) => r.dataset.id === record.id);
    if (!row) return -1;
    row.dataset.label = record.label;
    paintChip(row.querySelector(".label"), record);
    row.querySelector(".sure").textContent = record.human ? "100\u202f%" : `${Math.round(record.confidence * 100)}\u202f%`;
    return rows.indexOf(row);
  }

  function give(label) {
    const at = current();
    if (at < 0) {
      say("Choose a claim first: j and k go down and up.");
      return;
    }
    const { id } = rows[at].dataset;
    go(at + 1);
    busy = busy.then(async () => {
      try {
        paint(await correct(id, label, rows[at].dataset.label));
        say(`Saved: ${title(label)}. u takes it back.`);
      } catch (error) {
        if (error.record?.label) paint(error.record);
        complain(error.message);
        go(at);
      }
    });
  }

  function back() {
    busy = busy.then(async () => {
      try {
        const record = await undo();
        if (!record) return;
        const at = paint(record);
        if (at >= 0) go(at);
        say(`Taken back; the label is ${title(record.label)} again.`);
      } catch (error) {
        complain(error.message);
      }
    });
  }

  const handlers = {
    j: () => go(current() + 1),
    k: () => go(current() - 1),
    ArrowDown: () => (current() < 0 ? false : go(current() + 1)),
    ArrowUp: () => (current() < 0 ? false : go(current() - 1)),
    u: back,
  };
  for (const [key, label] of Object.entries(keys)) handlers[key] = () => give(label);
  onKeys(handlers);
  const more = document.querySelector("details.more");
  if (matchMedia("(max-width: 40rem)").matches) more.open = false; // it would fill the screen
  for (const row of rows) {
    row.addEventListener("click", (event) => {
      if (!event.target.closest("a") && !String(getSelection())) link(row).focus();
    });
  }
  // An address that says only what is set is one to pass on.
  document.querySelector("form.filters").addEventListener("submit", (event) => {
    for (const field of event.target.elements) {
      if (field.name && !field.value) field.disabled = true;
    }
  });
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("form.filters :disabled")) field.disabled = false;
  });
})();
