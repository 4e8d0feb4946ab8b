// The organizer's figures follow the map: counts by state, the share sold, the bar.

import { number } from "./wording.js";

const counts = document.querySelector("[data-counts]");
const share = document.querySelector("[data-share]");
const bars = document.querySelectorAll(".filling .meter rect");

document.addEventListener("seats:changed", ({ detail: states }) => {
  const by = { ".": 0, h: 0, p: 0, s: 0, x: 0 };
  for (const sign of states) by[sign] += 1;
  for (const figure of counts.querySelectorAll("[data-count]")) {
    figure.textContent = number(by[figure.dataset.count]);
  }
  const percent = (part) => (100 * part) / (states.length || 1);
  share.textContent = number(by.s / (states.length || 1), { style: "percent" });
  bars[0].setAttribute("width", percent(by.s + by.p));
  bars[1].setAttribute("x", percent(by.s + by.p));
  bars[1].setAttribute("width", percent(by.h));
});
