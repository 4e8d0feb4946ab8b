// The jobs console's figures stay live: one small question every few seconds, while somebody looks.

import { getJSON } from "./api.js";
import { number } from "./wording.js";

const SECONDS = 3;
const STATES = ["waiting", "running", "scheduled", "failed", "done"];

function show(owner, counts) {
  for (const state of STATES) {
    for (const figure of document.querySelectorAll(`[data-figure="${owner}.${state}"]`)) {
      figure.textContent = number(counts[state]);
      figure.parentElement.classList.toggle("figure--bad", state === "failed" && counts[state] > 0);
    }
  }
}

async function look() {
  if (document.hidden) return;
  const summary = await getJSON("/admin/jobs/summary");
  show("all", summary.counts);
  for (const queue of summary.queues) {
    show(queue.name, queue.counts);
    for (const kind of queue.kinds) show(kind.name, kind.counts);
  }
  for (const part of document.querySelectorAll("[data-health] [data-when]")) {
    part.hidden = part.dataset.when !== summary.health.state;
  }
}

// A question without an answer is asked again; the page shows what it knew last.
setInterval(() => look().catch(() => {}), 1000 * SECONDS);
