// Blocks of rows, and what rows and seats are called. Pure: nothing here knows of a screen.

import { newId } from "./plan-doc.js";

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

/** Rows that stand in one line over an aisle, the line nearest to the stage first. */
export function linesOf(rows) {
  const lines = [];
  const depth = ({ seats }) => seats.reduce((sum, { y }) => sum + y, 0) / seats.length;
  for (const row of [...rows].sort((a, b) => depth(a) - depth(b))) {
    const line = lines.find((some) => some.some((one) => facing(one, row)) &&
      some.every((one) => gap(one, row)));
    if (line) line.push(row);
    else lines.push([row]);
  }
  return lines.map((line) => line.sort((a, b) => a.seats[0].x - b.seats[0].x));
}

/** Whether one row begins where the other has ended, and whether their near ends are level. */
const gap = (a, b) => a.seats.at(-1).x < b.seats[0].x || b.seats.at(-1).x < a.seats[0].x;
function facing(a, b) {
  const [left, right] = a.seats[0].x < b.seats[0].x ? [a, b] : [b, a];
  return Math.abs(left.seats.at(-1).y - right.seats[0].y) < ROW_PITCH / 2;
}

/** Rows whose seats are called by a scheme. `continental` runs on across all rows that stand in one
 * line; the others begin anew in each row. */
export function numbered(rows, { scheme = "left", start = 1 }) {
  if (scheme !== "continental") {
    return rows.map((row) => named(row, order(row.seats, scheme, start)));
  }
  const done = new Map();
  for (const line of linesOf(rows)) {
    let next = start;
    for (const row of line) {
      done.set(row.id, named(row, order(row.seats, "left", next)));
      next += row.seats.length;
    }
  }
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

/** Lay rows along arcs, each line as one from end to end over its aisles; 0 makes them straight. */
export const bentLines = (rows, percent) => linesOf(rows).flatMap((line) => {
  const ends = [line[0].seats[0], line.at(-1).seats.at(-1)];
  return line.map((row) => bend(row, percent, ends));
});

/** Lay a row along an arc between two spots, or its own ends. */
export function bend(row, percent, ends) {
  const { seats } = row;
  if (seats.length < 3 && !ends) return row;
  const [a, b] = ends || [seats[0], seats.at(-1)];
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

/** Two and a half millimetres: finer than any hall is built. */
export const tenth = (value) => Math.round(value * 10) / 10;
