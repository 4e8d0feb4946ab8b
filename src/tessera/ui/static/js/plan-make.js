// New things for a plan: blocks of rows, tables with chairs, areas, a stage; and what rows and seats
// are called. Pure: nothing here knows of a screen.

import { boundsOf, newId } from "./plan-doc.js";

export const SEAT_PITCH = 22;
export const ROW_PITCH = 26;
export const MOST = 200; // rows of a block, seats of a row
const AISLE = 1.3 * SEAT_PITCH;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A for 0, Z for 25, AA for 26 … */
export function letters(n) {
  let text = "";
  for (n += 1; n > 0; n = Math.floor((n - 1) / 26)) text = LETTERS[(n - 1) % 26] + text;
  return text;
}

/** The label that is `n` after `first`: B after A, 13 after 12, AA after Z. */
export function after(first, n) {
  if (/^\d+$/.test(first)) return String(Number(first) + n);
  if (!/^[A-Z]+$/.test(first)) return n ? `${first} ${n + 1}` : first;
  const number = [...first].reduce((sum, sign) => sum * 26 + LETTERS.indexOf(sign) + 1, 0) - 1;
  return letters(number + n);
}

/** Rows × seats with their first seat at `x`, `y`. `aisles`: after which seats; `curve`: how much
 * deeper the middle of a row lies, in percent of its width. */
export function block({ rows, seats, x, y, section, category, ...more }) {
  const { aisles = [], curve = 0, first = "A", scheme = "left", seatPitch = SEAT_PITCH } = more;
  const made = [];
  for (let r = 0; r < Math.min(rows, MOST); r++) {
    let across = x;
    const row = [];
    for (let s = 1; s <= Math.min(seats, MOST); s++) {
      row.push({ label: "", x: tenth(across), y: tenth(y + r * (more.rowPitch || ROW_PITCH)),
        category });
      across += seatPitch + (aisles.includes(s) ? AISLE : 0);
    }
    made.push({ id: newId(), type: "row", section, label: after(first, r), seats: row });
  }
  return numbered(curve ? made.map((row) => bend(row, curve)) : made, { scheme });
}

/** Rows whose seats are called by a scheme. `continental` runs on across all rows that stand in one
 * line; the others begin anew in each row. */
export function numbered(rows, { scheme = "left", start = 1 }) {
  if (scheme !== "continental") {
    return rows.map((row) => named(row, order(row.seats, scheme, start)));
  }
  const lines = new Map();
  for (const row of rows) {
    const line = `${row.section}|${row.label}`;
    lines.set(line, [...(lines.get(line) || []), row]);
  }
  const next = new Map();
  const byX = [...rows].sort((a, b) => a.seats[0].x - b.seats[0].x);
  const done = new Map(byX.map((row) => {
    const line = `${row.section}|${row.label}`;
    const from = next.get(line) ?? start;
    next.set(line, from + row.seats.length);
    return [row.id, named(row, order(row.seats, "left", from))];
  }));
  return rows.map((row) => done.get(row.id));
}

/** The numbers of seats that stand from left to right. `odd_even`: 5 3 1 2 4 6 from the middle. */
function order(seats, scheme, start) {
  const n = seats.length;
  const left = Math.ceil(n / 2);
  const one = {
    left: (i) => start + i,
    right: (i) => start + n - 1 - i,
    odd_even: (i) => (i < left ? 2 * (left - i) - 1 : 2 * (i - left + 1)) + start - 1,
  }[scheme];
  const byX = seats.map((_, i) => i).sort((a, b) => seats[a].x - seats[b].x || a - b);
  const numbers = [];
  byX.forEach((seat, i) => { numbers[seat] = one(i); });
  return numbers;
}

const named = (row, numbers) => ({
  ...row, seats: row.seats.map((seat, i) => ({ ...seat, label: String(numbers[i]) })),
});

/** Lay a row along an arc between its ends; 0 makes it straight. */
export function bend(row, percent) {
  const { seats } = row;
  if (seats.length < 3) return row;
  const [a, b] = [seats[0], seats.at(-1)];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const deep = (length * percent) / 100;
  return {
    ...row,
    seats: seats.map((seat) => {
      const t = ((seat.x - a.x) * dx + (seat.y - a.y) * dy) / length ** 2;
      const out = deep * 4 * t * (1 - t);
      return { ...seat, x: tenth(a.x + t * dx - (dy / length) * out),
        y: tenth(a.y + t * dy + (dx / length) * out) };
    }),
  };
}

/** A round table with chairs around it, the first at the top. */
export function table({ name, x, y, chairs, category }) {
  const radius = Math.max(16, (chairs * SEAT_PITCH) / (2 * Math.PI) - 4);
  const seats = Array.from({ length: chairs }, (_, i) => {
    const angle = (i / chairs) * 2 * Math.PI;
    const far = radius + 14;
    return { label: String(i + 1), category, x: tenth(x + far * Math.sin(angle)),
      y: tenth(y - far * Math.cos(angle)) };
  });
  const shape = { type: "circle", x: tenth(x), y: tenth(y), radius: tenth(radius) };
  return { id: newId(), type: "table", name, seats, shape };
}

/** Standing room in a rectangle; two people to a square metre unless somebody says otherwise. */
export function area({ name, x, y, width, height, category, capacity }) {
  const people = capacity || Math.max(1, Math.round((width * height) / 1600) * 2);
  return { id: newId(), type: "area", name, category, capacity: Math.min(people, 100000),
    shape: { type: "rectangle", x: tenth(x), y: tenth(y), width: tenth(width),
      height: tenth(height) } };
}

/** A stage, screen, wall, door or bar, with its word in the middle. */
export function decoration({ kind, text, x, y, width, height }) {
  const shape = { type: "rectangle", x: tenth(x), y: tenth(y), width: tenth(width),
    height: tenth(height) };
  const writing = text && { text, x: tenth(x + width / 2), y: tenth(y + height / 2), size: 14 };
  return { id: newId(), type: "decoration", kind, shape, ...(writing && { writing }) };
}

/** A decoration of another kind, with other words on it or none. */
export function worded(item, kind, text) {
  if (item.type !== "decoration") return item;
  const box = boundsOf([{ shape: item.shape }]);
  const spot = item.writing || (box && { x: box.x + box.width / 2, y: box.y + box.height / 2, size: 14 });
  const { writing, ...rest } = item;
  return { ...rest, kind, ...(text && spot && { writing: { ...spot, text } }) };
}

/** Two and a half millimetres: finer than any hall is built. */
export const tenth = (value) => Math.round(value * 10) / 10;
