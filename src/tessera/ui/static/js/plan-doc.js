// A seat plan as the designer holds it: a list of items (rows, tables, areas, decorations) that are
// never changed in place, so that undoing is going back to an older list.

const LISTS = { table: "tables", area: "areas", decoration: "decorations" };
let last = 0;

/** An id of the designer's own, which no document carries. */
export const newId = () => ++last;

/** From a document (docs/seat-plan.md) to what is drawn. */
export function fromDocument(document) {
  const rows = (document.sections || []).flatMap((section) => (section.rows || []).map((row) => ({
    ...row, id: newId(), type: "row", section: section.name,
  })));
  const others = Object.entries(LISTS).flatMap(([type, list]) =>
    (document[list] || []).map((item) => ({ ...item, id: newId(), type })));
  const { name, focus, size } = document;
  return { name, focus, size, categories: document.categories || [], items: [...rows, ...others] };
}

/** And back, as `check` reads it. Rows without seats and tables without chairs are left out. */
export function toDocument(plan) {
  const sections = new Map();
  for (const { id, type, section, ...row } of plan.items) {
    if (type !== "row" || !row.seats.length) continue;
    if (!sections.has(section)) sections.set(section, []);
    sections.get(section).push(row);
  }
  const made = {
    format: "tessera-seat-plan/1",
    name: plan.name,
    categories: plan.categories,
    sections: [...sections].map(([name, rows]) => ({ name, rows })),
  };
  for (const [kind, list] of Object.entries(LISTS)) {
    made[list] = plan.items.filter(({ type }) => type === kind)
      .map(({ id, type, ...item }) => item);
  }
  if (plan.focus) made.focus = plan.focus;
  return made;
}

/** The seats of an item; areas and decorations have none. */
export const seatsOf = (item) => item.seats || [];

/** Places by category key, `{ seats, standing }`, and what is marked. */
export function count(plan) {
  const by = new Map(plan.categories.map(({ key }) => [key, { seats: 0, standing: 0 }]));
  const marks = { accessible: 0, companion: 0, restricted_view: 0 };
  const of = (key) => by.get(key) || by.set(key, { seats: 0, standing: 0 }).get(key);
  for (const item of plan.items) {
    if (item.type === "area") of(item.category).standing += item.capacity;
    for (const seat of seatsOf(item)) {
      of(seat.category).seats += 1;
      for (const mark of Object.keys(marks)) if (seat[mark]) marks[mark] += 1;
    }
  }
  const total = [...by.values()].reduce((sum, c) => sum + c.seats + c.standing, 0);
  return { by, marks, total };
}

/** What people would call two seats alike: labels that stand twice, at most some of them. */
export function twins(plan, most = 20) {
  const seen = new Set();
  const found = [];
  for (const item of plan.items) {
    for (const seat of seatsOf(item)) {
      const label = nameOf(item, seat);
      if (seen.has(label) && found.length < most) found.push({ id: item.id, label });
      seen.add(label);
    }
  }
  return found;
}

/** "Stalls H 12", as a ticket will say it. */
export function nameOf(item, seat) {
  const parts = item.type === "row" ? [item.section, item.label, seat.label]
    : [item.name, seat.label];
  return parts.filter(Boolean).join(" ");
}

/** Corners around items: `{ x, y, width, height }`, or null around nothing. */
export function boundsOf(items) {
  const xs = [];
  const ys = [];
  const add = (x, y, reach = 0) => { xs.push(x - reach, x + reach); ys.push(y - reach, y + reach); };
  for (const item of items) {
    for (const seat of seatsOf(item)) add(seat.x, seat.y, seat.radius ?? 10);
    if (item.shape) for (const { x, y } of cornersOf(item.shape)) add(x, y);
    if (item.writing) add(item.writing.x, item.writing.y, item.writing.size || 16);
  }
  if (!xs.length) return null;
  const [x, y] = [min(xs), min(ys)];
  return { x, y, width: max(xs) - x, height: max(ys) - y };
}

/** The corners of a shape, turned as it is. */
export function cornersOf(shape) {
  const { x, y, rotation = 0 } = shape;
  const [rx, ry] = [shape.radius ?? shape.radius_x, shape.radius ?? shape.radius_y];
  const relative = shape.type === "polygon" ? shape.points
    : shape.type === "rectangle" ? box(0, 0, shape.width, shape.height)
      : box(-rx, -ry, rx, ry);
  const [c, s] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)];
  return relative.map((p) => ({ x: x + p.x * c - p.y * s, y: y + p.x * s + p.y * c }));
}

const box = (l, t, r, b) => [{ x: l, y: t }, { x: r, y: t }, { x: r, y: b }, { x: l, y: b }];
const min = (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
const max = (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);
