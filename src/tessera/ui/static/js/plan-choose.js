// What a rectangle drawn on the floor means: things chosen, or a thing about to be made.

import { seatsOf } from "./plan-doc.js";
import { svg } from "./plan-figures.js";
import { MOST, ROW_PITCH, SEAT_PITCH } from "./plan-make.js";

/** The rectangle between where a finger went down and where it is. */
export function boxOf({ at, now }) {
  return {
    x: Math.round(Math.min(at.x, now.x)), y: Math.round(Math.min(at.y, now.y)),
    width: Math.round(Math.abs(at.x - now.x)), height: Math.round(Math.abs(at.y - now.y)),
  };
}

/** Choose what lies in a rectangle, or nothing; `more` adds to what is chosen. */
export function chooseItems(state, box, more) {
  if (!box) return more || state.choose([]);
  const ids = state.plan.items.filter((item) => touches(item, box)).map(({ id }) => id);
  return state.choose(more ? [...state.ids, ...ids] : ids);
}

/** Choose single seats: those in a rectangle, or the one that was hit (`{ id, seat }`). */
export function chooseSeats(state, where, more) {
  const spots = more ? new Map(state.spots) : new Map();
  const add = (id, i) => spots.set(id, new Set([...(spots.get(id) || []), i]));
  if (where?.seat >= 0) add(where.id, where.seat);
  else if (where?.width !== undefined) {
    for (const item of state.plan.items) {
      seatsOf(item).forEach((seat, i) => inside(seat, where) && add(item.id, i));
    }
  }
  state.choose([], spots);
}

/** Show what would be made of a rectangle, and say it. */
export function ghost(drawing, box, tool, scale) {
  const { rows, seats } = gridOf(box, tool);
  const text = tool === "block" || tool === "row" ? `${rows} × ${seats} = ${rows * seats}` : "";
  const tally = svg("text", { class: "plan__words plan__tally", x: box.x + box.width / 2,
    y: box.y + box.height / 2, "font-size": 18 / scale }, text);
  drawing.ghost(svg("rect", { class: "plan__ghost", ...box }), tally);
  return text;
}

/** How many rows and seats fit into a rectangle. */
export function gridOf({ width, height }, kind = "block") {
  const fit = (length, pitch) => Math.min(MOST, Math.max(1, Math.round(length / pitch) + 1));
  return { rows: kind === "row" ? 1 : fit(height, ROW_PITCH), seats: fit(width, SEAT_PITCH) };
}

const inside = ({ x, y }, box) =>
  x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;

function touches(item, box) {
  if (seatsOf(item).some((seat) => inside(seat, box))) return true;
  return Boolean(item.shape) && !item.seats && inside(item.shape, box);
}
