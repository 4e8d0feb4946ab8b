// Single things of a plan as SVG.

import { boundsOf, seatsOf } from "./plan-doc.js";

const SVG = "http://www.w3.org/2000/svg";
const MARKS = { accessible: "♿", companion: "+", restricted_view: "◐" };
export const COLOURS = 8;

/** An SVG element; `null` attributes are left out. */
export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Decorations lie below, then areas, tables, and seats above all. */
export function ordered(items) {
  const depth = { decoration: 0, area: 1, table: 2, row: 3 };
  return [...items].sort((a, b) => depth[a.type] - depth[b.type]);
}

/** One thing as a group. `colours`: category key → 1 … 8. */
export function drawn(item, colours) {
  const group = svg("g", { class: `plan__${item.type}`, "data-id": item.id });
  if (item.shape) group.append(outline(item, colours));
  seatsOf(item).forEach((seat, i) => group.append(...chair(seat, i, colours)));
  if (item.writing) group.append(words(item.writing.text, item.writing, item.writing.size || 16));
  if (item.type === "area") group.append(words(`${item.name} · ${item.capacity}`, centre(item), 14));
  if (item.type === "table") group.append(words(item.name, centre(item), 9));
  if (item.type === "row" && item.seats.length) {
    group.append(...ends(item));
  }
  return group;
}

/** A row's name before its first and behind its last seat, as `label_at` says. */
function ends({ label, label_at: at = "both", seats }) {
  const [a, b] = [seats[0], seats.at(-1)];
  const spots = { start: [{ x: a.x - 20, y: a.y }], end: [{ x: b.x + 20, y: b.y }], none: [] };
  return (spots[at] || [...spots.start, ...spots.end]).map((spot) => words(label, spot, 10));
}

function chair(seat, i, colours) {
  const radius = seat.radius ?? 10;
  const mark = Object.keys(MARKS).find((name) => seat[name]);
  const shape = svg(seat.accessible ? "rect" : "circle", {
    class: `plan__seat cat-${colours.get(seat.category) || 8}`, "data-seat": i,
    ...(seat.accessible
      ? { x: seat.x - radius, y: seat.y - radius, width: 2 * radius, height: 2 * radius, rx: 3 }
      : { cx: seat.x, cy: seat.y, r: radius - 1 }),
  });
  const text = words(mark ? MARKS[mark] : seat.label, seat, mark ? 11 : 8);
  text.classList.add("plan__label");
  return [shape, text];
}

function outline(item, colours) {
  const { shape } = item;
  const kind = item.type === "decoration" ? `plan__${item.kind || "other"}`
    : `cat-${colours.get(item.category) || 8}`;
  const turned = shape.rotation ? `rotate(${shape.rotation} ${shape.x} ${shape.y})` : null;
  const common = { class: `plan__shape ${kind}`, transform: turned };
  const { x, y, width, height } = shape;
  if (shape.type === "rectangle") return svg("rect", { ...common, x, y, width, height, rx: 3 });
  if (shape.type === "polygon") {
    const points = shape.points.map((p) => `${x + p.x},${y + p.y}`).join(" ");
    return svg("polygon", { ...common, points });
  }
  return svg("ellipse", { ...common, cx: x, cy: y, rx: shape.radius ?? shape.radius_x,
    ry: shape.radius ?? shape.radius_y });
}

/** Around a chosen seat. */
export const ring = ({ x, y, radius = 10 }) =>
  svg("circle", { class: "plan__ring", cx: x, cy: y, r: radius + 3 });

const words = (text, { x, y }, size) =>
  svg("text", { class: "plan__words", x, y, "font-size": size }, text);

function centre(item) {
  const { x, y, width, height } = boundsOf([{ shape: item.shape }]);
  return { x: x + width / 2, y: y + height / 2 };
}
