// What every page needs: messages, posting with the token, undo, the help.
"use strict";

const claimtable = (() => {
  const token = document.querySelector('meta[name="claimtable-token"]').content;
  const statusLine = document.getElementById("status");
  const alertLine = document.getElementById("alert");
  const help = document.getElementById("help");
  const keysOn = document.getElementById("keys-on");
  const keys = { s: "strength", r: "risk", o: "opportunity", d: "development", n: "none" };
  const title = (label) => (label === "none" ? "not a claim" : label);

  function say(text) {
    statusLine.textContent = text;
    alertLine.hidden = true;
  }

  function complain(text) {
    alertLine.textContent = text;
    alertLine.hidden = false;
    statusLine.textContent = "";
  }

  async function post(address, body) {
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json", "x-claimtable-token": token },
        body: JSON.stringify(body || {}),
      });
    } catch {
      throw new Error("Not saved: the inspector does not answer. Is it still running?");
    }
    let record = {};
    try {
      record = await answer.json();
    } catch {
      record = { error: answer.status === 403 ? "the page is out of date; load it again" : "" };
    }
    if (!answer.ok) {
      const error = new Error(`Not saved: ${record.error || "error " + answer.status}`);
      error.status = answer.status;
      error.record = record;
      throw error;
    }
    return record;
  }

  // Corrections of this tab, newest last; they survive a reload of the page.
  const undone = {
    read: () => JSON.parse(sessionStorage.getItem("undo") || "[]"),
    push(entry) {
      sessionStorage.setItem("undo", JSON.stringify([...this.read(), entry].slice(-200)));
    },
    pop() {
      const all = this.read();
      const last = all.pop();
      sessionStorage.setItem("undo", JSON.stringify(all));
      return last;
    },
  };

  // Gives a label; `seen` is what the person saw, so that nobody's change is lost unseen.
  async function correct(id, label, seen, note) {
    const record = await post("/label", { id, label, seen, note });
    undone.push({ id, previous: record.previous, now: record.label });
    return record;
  }

  async function undo() {
    const last = undone.pop();
    if (!last) {
      say("There is nothing to undo.");
      return null;
    }
    try {
      return await post("/label", { id: last.id, label: last.previous, seen: last.now });
    } catch (error) {
      if (error.status !== 409) undone.push(last);
      throw error;
    }
  }

  function paintChip(chip, record) {
    chip.dataset.label = record.label;
    const letter = document.createElement("span");
    letter.className = "letter";
    letter.setAttribute("aria-hidden", "true");
    letter.textContent = record.label[0].toUpperCase();
    chip.replaceChildren(letter, title(record.label));
    if (record.human) {
      const by = document.createElement("span");
      by.className = "by";
      by.textContent = " ✓";
      const hidden = document.createElement("span");
      hidden.className = "hide";
      hidden.textContent = " by a person";
      by.append(hidden);
      chip.append(by);
    }
  }

  // Runs a handler for a single key, but not while somebody types.
  function onKeys(handlers) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
      if (!keysOn.checked && event.key.length === 1) return;
      const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), select, textarea");
      if (typing) {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      const handler = handlers[event.key];
      if (handler && handler(event) !== false) event.preventDefault();
    });
  }

  onKeys({
    "?": () => help.showModal(),
    "/": () => {
      const search = document.getElementById("search");
      if (search) search.select(), search.focus();
      else location.assign("/");
    },
  });
  keysOn.checked = localStorage.getItem("keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
  document.getElementById("help-button").addEventListener("click", () => help.showModal());

  return { keys, title, say, complain, post, correct, undo, undone, paintChip, onKeys };
})();
