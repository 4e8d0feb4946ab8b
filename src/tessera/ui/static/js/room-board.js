// The board of a waiting room stays live: figures and curves, while somebody looks.

import { getJSON } from "./api.js";
import { number } from "./wording.js";

const SECONDS = 3;
const WIDTH = 300;
const HEIGHT = 60;
const CURVES = {
  waiting: (m) => m.arrived - m.called,
  inside: (m) => m.inside,
  bought: (m) => m.bought,
  hold_ms: (m) => m.hold_ms ?? 0,
};

const board = document.querySelector("[data-board]");

function draw(name, values) {
  const figure = board.querySelector(`[data-curve="${name}"]`);
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map((value, n) => `${n * step},${HEIGHT - (HEIGHT * value) / most}`);
  figure.querySelector("polyline").setAttribute("points", points.join(" "));
  figure.querySelector("[data-most]").textContent = number(Math.round(most));
}

async function look() {
  if (document.hidden) return;
  const room = await getJSON(board.dataset.board);
  if (room.phase !== board.dataset.phase) {
    location.reload();
    return;
  }
  const figures = { ...room.now, ...room };
  for (const each of board.querySelectorAll("[data-figure]")) {
    each.textContent = number(figures[each.dataset.figure]);
  }
  for (const [name, value] of Object.entries(CURVES)) draw(name, room.moments.map(value));
}

// A question without an answer is asked again; the page shows what it knew last.
setInterval(() => look().catch(() => {}), 1000 * SECONDS);
