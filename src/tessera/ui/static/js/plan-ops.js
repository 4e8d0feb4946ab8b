// What can be done to things that are there. Each takes a plan and gives another one.

import { boundsOf, newId, seatsOf } from "./plan-doc.js";
import { after, bentLines, linesOf, numbered, tenth } from "./plan-make.js";

/** The plan with some items changed by `how`; null takes an item away. */
export function changed(plan, ids, how) {
  const items = plan.items.map((item) => (ids.has(item.id) ? how(item) : item)).filter(Boolean);
  return { ...plan, items };
}

/** The plan with more items. */
export const added = (plan, items) => ({ ...plan, items: [...plan.items, ...items] });

export const picked = (plan, ids) => plan.items.filter((item) => ids.has(item.id));

/** Every spot of an item sent somewhere else. */
function moved(item, to) {
  const made = { ...item };
  const at = (thing) => ({ ...thing, ...to(thing.x, thing.y) });
  if (item.seats) made.seats = item.seats.map(at);
  if (item.shape) made.shape = at(item.shape);
  if (item.writing) made.writing = at(item.writing);
  return made;
}

export function shift(plan, ids, dx, dy) {
  const to = (x, y) => ({ x: tenth(x + dx), y: tenth(y + dy) });
  return changed(plan, ids, (item) => moved(item, to));
}

/** Turn around the middle of them all, clockwise. */
export function turn(plan, ids, degrees) {
  const around = middle(boundsOf(picked(plan, ids)));
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const to = (x, y) => ({
    x: tenth(around.x + (x - around.x) * c - (y - around.y) * s),
    y: tenth(around.y + (x - around.x) * s + (y - around.y) * c),
  });
  return changed(plan, ids, (item) => {
    const made = moved(item, to);
    for (const part of ["shape", "writing"]) {
      if (made[part] && made[part].type !== "circle") {
        made[part] = { ...made[part], rotation: ((made[part].rotation || 0) + degrees) % 360 };
      }
    }
    return made;
  });
}

/** Left becomes right. Shapes that are turned are turned the other way. */
export function mirror(plan, ids) {
  const around = middle(boundsOf(picked(plan, ids)));
  const to = (x, y) => ({ x: tenth(2 * around.x - x), y });
  return changed(plan, ids, (item) => {
    const made = moved(item, to);
    const { shape } = made;
    if (shape?.type === "rectangle") {
      made.shape = { ...shape, x: tenth(shape.x - (shape.rotation ? 0 : shape.width)),
        ...(shape.rotation && { rotation: -shape.rotation }) };
    } else if (shape?.type === "polygon") {
      made.shape = { ...shape, points: shape.points.map((p) => ({ x: -p.x, y: p.y })) };
    }
    return made;
  });
}

/** Copies beside the originals, under names that nobody has yet; answers the plan and their ids. */
export function copy(plan, items, dx, dy) {
  const taken = new Set(plan.items.map(({ name, section }) => name || section));
  const labels = new Set(plan.items.map((item) => `${item.section}|${item.label}`));
  const whole = new Map();
  const made = items.map((item) => {
    const id = newId();
    const there = moved(item, (x, y) => ({ x: tenth(x + dx), y: tenth(y + dy) }));
    if (item.type === "decoration") return { ...there, id };
    if (item.type !== "row") return { ...there, id, name: free(item.name, taken) };
    const rows = plan.items.filter(({ type, section }) => type === "row" && section === item.section);
    const all = rows.every((row) => items.includes(row)) && rows.length > 1 && item.section;
    if (all) {
      if (!whole.has(item.section)) whole.set(item.section, free(item.section, taken));
      return { ...there, id, section: whole.get(item.section) };
    }
    let label = item.label;
    for (let n = 1; labels.has(`${item.section}|${label}`); n++) label = after(item.label, n);
    labels.add(`${item.section}|${label}`);
    return { ...there, id, label };
  });
  return [added(plan, made), new Set(made.map(({ id }) => id))];
}

function free(name, taken) {
  let n = 2;
  const stem = name.replace(/ \d+$/, "");
  while (taken.has(`${stem} ${n}`)) n += 1;
  taken.add(`${stem} ${n}`);
  return `${stem} ${n}`;
}

/** Change single seats: `spots` is a Map of item id → Set of indexes; null takes a seat away. */
export function seats(plan, spots, how) {
  return changed(plan, new Set(spots.keys()), (item) => {
    const chosen = spots.get(item.id);
    const made = seatsOf(item).map((seat, i) => (chosen.has(i) ? how(seat) : seat)).filter(Boolean);
    return made.length || item.type !== "row" ? { ...item, seats: made } : null;
  });
}

/** Every seat of these items, as `seats` wants them. */
export const wholly = (items) =>
  new Map(items.filter(seatsOf).map((item) => [item.id, new Set(seatsOf(item).keys())]));

export const painted = (category) => (seat) => ({ ...seat, category });

/** Seats with a mark, or without it; an accessible place is no companion's. */
export function marked(mark, on) {
  const other = { accessible: "companion", companion: "accessible" }[mark];
  return (seat) => {
    const { [mark]: _, ...rest } = seat;
    if (!on) return rest;
    if (other) delete rest[other];
    return { ...rest, [mark]: true };
  };
}

/** Rows named from the stage on; those that stand in one line over an aisle share their name. */
export function lettered(plan, ids, first) {
  const lines = linesOf(picked(plan, ids).filter(({ type }) => type === "row"));
  const names = new Map(lines.flatMap((line, n) => line.map(({ id }) => [id, after(first, n)])));
  return changed(plan, ids, (item) => names.has(item.id) ? { ...item, label: names.get(item.id) } : item);
}

/** Seats of rows numbered by a scheme. */
export function renumbered(plan, ids, scheme, start) {
  const rows = numbered(picked(plan, ids).filter(({ type }) => type === "row"), { scheme, start });
  const by = new Map(rows.map((row) => [row.id, row]));
  return changed(plan, ids, (item) => by.get(item.id) || item);
}

export function bent(plan, ids, percent) {
  const rows = bentLines(picked(plan, ids).filter(({ type }) => type === "row"), percent);
  const by = new Map(rows.map((row) => [row.id, row]));
  return changed(plan, ids, (item) => by.get(item.id) || item);
}

const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
