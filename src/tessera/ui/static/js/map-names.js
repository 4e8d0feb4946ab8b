// Names on the map: rows close up, sections from afar.

import { write } from "./map-shapes.js";

const BESIDE = 22; // plan units from the last seat to the row's name

/** Row names beside the first or the last seat, where the plan wants them. */
export function paintRows(ctx, model, palette, scale, seen) {
  const look = { size: Math.min(11, 13 / scale), colour: palette.soft };
  for (const { label, label_at: at, first, last } of rowsOf(model)) {
    for (const [end, outer, inner] of [["start", first, first + 1], ["end", last, last - 1]]) {
      if (first === last || (at !== end && at !== "both")) continue;
      const [a, b] = [model.byPlace.get(outer), model.byPlace.get(inner)];
      const step = BESIDE / (Math.hypot(a.x - b.x, a.y - b.y) || 1);
      const spot = { x: a.x + (a.x - b.x) * step, y: a.y + (a.y - b.y) * step };
      if (inside(spot, seen)) write(ctx, label, spot, look);
    }
  }
}

/** Section names in the middle of their seats. */
export function paintSections(ctx, model, palette, scale) {
  const look = { size: 12.5 / scale, colour: palette.ink, weight: 700, halo: palette.paper };
  model.middles ||= middlesOf(model);
  for (const { name, ...middle } of model.middles) write(ctx, name, middle, look);
}

/** Whether a spot is in the part of the plan that is seen, or just beside it. */
export function inside({ x, y }, seen) {
  const edge = 30;
  return x > seen.x - edge && x < seen.x + seen.width + edge
    && y > seen.y - edge && y < seen.y + seen.height + edge;
}

function middlesOf(model) {
  const sections = new Map();
  for (const { section, table, first, last } of rowsOf(model)) {
    if (table) continue;
    const spots = sections.get(section) || [];
    sections.set(section, [...spots, model.byPlace.get(first), model.byPlace.get(last)]);
  }
  const mean = (spots, axis) => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length;
  return [...sections].map(([name, spots]) => ({ name, x: mean(spots, "x"), y: mean(spots, "y") }));
}

/** Rows with the places that they begin and end with: a section's places follow each other. */
function rowsOf(model) {
  return (model.rows ||= [...listRows(model.plan)]);
}

function* listRows(plan) {
  for (const { name, table, first_place: start, rows } of plan.sections) {
    let first = start;
    for (const { label, label_at, seats } of rows) {
      yield { section: name, table, label, label_at, first, last: first + seats - 1 };
      first += seats;
    }
  }
}
