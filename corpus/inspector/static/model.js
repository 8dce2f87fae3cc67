// Buttons that change something and show the page anew; how far training is.
"use strict";

(() => {
  const { post, say, complain } = claimtable;

  for (const button of document.querySelectorAll("[data-post]")) {
    button.addEventListener("click", async () => {
      if (button.dataset.ask && !confirm(button.dataset.ask)) return;
      button.disabled = true;
      if (button.dataset.busy) say(button.dataset.busy);
      try {
        const answer = await post(button.dataset.post, { name: button.dataset.name });
        location.assign(answer.go);
      } catch (error) {
        complain(error.message.replace(/^Not saved: /, ""));
        button.disabled = false;
      }
    });
  }

  const bar = document.getElementById("training");
  const step = document.getElementById("step");

  async function follow() {
    try {
      const state = await (await fetch("/model/state")).json();
      if (state.state !== "running") {
        location.assign("/model");
        return;
      }
      bar.max = state.of;
      bar.value = state.done;
      if (step.textContent !== state.step) step.textContent = state.step;
    } catch {
      complain("The inspector does not answer. Is it still running?");
    }
    setTimeout(follow, 700);
  }
  if (bar) setTimeout(follow, 300);
})();
