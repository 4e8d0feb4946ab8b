// How the hall looks: seats in a level of detail that fits the scale, names, marks.
//
// A state is told by shape as well as by colour: free is full, taken is hollow, somebody's basket
// is hatched, kept back is crossed, mine is ringed; a wheelchair place is square. `scale`: pixels per plan unit.

import { inside, paintRows, paintSections } from "./map-names.js";
import { fillShape, middleOf, ring, trace, write } from "./map-shapes.js";

const USUAL = 10; // radius of a seat in plan units
const SHRINK = 0.86;
const DOTS_BELOW = 2.6; // pixels of radius: below, seats are dots of colour
const ROWS_FROM = 4.5;
const NUMBERS_FROM = 9;

/** Stage, areas and seats, with `ctx` in plan units; `seen` is the part to draw. */
export function paintHall(ctx, model, palette, scale, seen) {
  for (const decoration of model.plan.decorations || []) {
    paintDecoration(ctx, decoration, palette, scale);
  }
  for (const table of model.plan.tables || []) {
    if (table.shape) fillShape(ctx, table.shape, palette.line);
  }
  for (const area of model.plan.areas) paintArea(ctx, model, area, palette, scale);
  const visible = model.seats.filter((seat) => inside(seat, seen));
  const draw = USUAL * SHRINK * scale < DOTS_BELOW ? paintDots : paintSeats;
  for (const [key, seats] of byLook(model, visible)) draw(ctx, key, seats, palette, scale);
  if (USUAL * scale >= NUMBERS_FROM) paintNumbers(ctx, model, visible, palette);
  if (USUAL * scale >= ROWS_FROM) paintRows(ctx, model, palette, scale, seen);
}

/** The marks that move: chosen seats, the focused and the hovered one; far out, section names. */
export function paintOver(ctx, view) {
  const { model, palette, scale } = view;
  const far = USUAL * scale < ROWS_FROM && model.plan.sections.length > 1;
  if (far) paintSections(ctx, model, palette, scale);
  for (const place of model.chosen) {
    const seat = model.byPlace.get(place);
    ctx.beginPath();
    trace(ctx, seat, Math.max(USUAL, 6 / scale));
    ctx.fillStyle = palette.ink;
    ctx.fill();
    ring(ctx, palette.lamp, Math.max(3, 2.4 / scale));
    const look = { size: 9, colour: palette.paper, weight: 700 };
    if (USUAL * scale >= NUMBERS_FROM) write(ctx, seat.seat, seat, look);
  }
  for (const seat of new Set([view.hover, view.focus])) {
    if (!seat) continue;
    ctx.beginPath();
    trace(ctx, seat, Math.max(USUAL * 1.3, 8 / scale));
    ring(ctx, seat === view.focus ? palette.accent : palette.ink, Math.max(2, 2.2 / scale));
  }
}

/** Seats that look alike, to be drawn as one path: by category where full, else by state. */
function byLook(model, seats) {
  const groups = new Map([["taken", []], ["held", []]]);
  for (const seat of seats) {
    const look = model.lookOf(seat);
    if (!groups.has(look)) groups.set(look, []);
    groups.get(look).push(seat);
  }
  return groups;
}

function paintDots(ctx, key, seats, palette, scale) {
  const free = palette.categories[key];
  ctx.fillStyle = free || palette.taken;
  const side = USUAL * (free ? (scale < 0.13 ? 2 : 1.66) : 0.9);
  for (const seat of seats) ctx.fillRect(seat.x - side / 2, seat.y - side / 2, side, side);
}

function paintSeats(ctx, key, seats, palette, scale) {
  const free = palette.categories[key];
  ctx.beginPath();
  for (const seat of seats) trace(ctx, seat, (seat.radius || USUAL) * (free ? SHRINK : 0.74));
  if (free) {
    ctx.fillStyle = free;
    ctx.fill();
    return;
  }
  for (const { x, y } of key === "held" ? seats : []) {
    ctx.moveTo(x - 5.4, y + 1.6);
    ctx.lineTo(x + 1.6, y - 5.4);
    ctx.moveTo(x - 1.6, y + 5.4);
    ctx.lineTo(x + 5.4, y - 1.6);
  }
  for (const { x, y } of key === "kept" ? seats : []) {
    ctx.moveTo(x - 4.4, y - 4.4);
    ctx.lineTo(x + 4.4, y + 4.4);
    ctx.moveTo(x + 4.4, y - 4.4);
    ctx.lineTo(x - 4.4, y + 4.4);
  }
  ring(ctx, palette[key] || palette.taken, Math.max(1.1, 0.9 / scale));
}

function paintNumbers(ctx, model, seats, palette) {
  for (const seat of seats.filter(({ place }) => model.stateOf(place) === "free")) {
    const size = seat.seat.length > 2 ? 6.4 : 8;
    write(ctx, seat.seat, seat, { size, colour: palette.paper, weight: 650 });
    if (seat.restricted_view) ctx.fillRect(seat.x - 4, seat.y + 5, 8, 1.4);
  }
}

function paintArea(ctx, model, area, palette, scale) {
  const colour = palette.categories[area.category] || palette.taken;
  const free = model.freeIn(area);
  ctx.globalAlpha = free ? 0.24 : 0.08;
  fillShape(ctx, area.shape, colour);
  ctx.globalAlpha = 1;
  ring(ctx, colour, 1.6 / scale);
  const { x, y, width } = middleOf(area.shape);
  const look = { colour: palette.ink, room: width };
  write(ctx, area.name, { x, y: y - 9 / scale }, { ...look, size: 15 / scale, weight: 700 });
  write(ctx, palette.areaText(free), { x, y: y + 9 / scale }, { ...look, size: 12 / scale });
}

function paintDecoration(ctx, { shape, writing }, palette, scale) {
  if (shape) fillShape(ctx, shape, palette.line);
  if (!writing || writing.size * scale < 6.5) return;
  write(ctx, writing.text.toUpperCase(), writing, { size: writing.size, colour: palette.soft });
}
