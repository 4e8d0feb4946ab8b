// What fingers, mouse and keys mean on the map: look at a seat, choose it, come closer.

import { seatLines, showTip } from "./map-frame.js";

const TAP_REACH = 14; // pixels: a finger counts for the nearest seat around it
const EASY_PIXELS = { touch: 20, pen: 14, mouse: 9 }; // smaller seats are zoomed to first
const CLOSE_UP = 1.5; // scale after that zoom: a usual seat is 30 pixels wide
const SEAT_WIDTH = 20; // plan units

export class Hands {
  /** `on`: {choose(place), spoken(text), area(area)} */
  constructor(view, model, frame, words, on) {
    Object.assign(this, { view, model, frame, words, on });
    frame.canvas.addEventListener("focus", () => this.focusFirst());
    frame.canvas.addEventListener("blur", () => this.look(null));
  }

  /** Choose the nearest seat; where seats are too small to hit, come closer instead. */
  tap(px, py, kind) {
    const { view, model } = this;
    const spot = view.toPlan(px, py);
    const area = view.areaAt(spot);
    if (area) return this.on.area(area);
    if (SEAT_WIDTH * view.scale < (EASY_PIXELS[kind] ?? 9)) return view.centre(spot, CLOSE_UP);
    const seat = model.nearest(spot.x, spot.y, Math.max(12, TAP_REACH / view.scale));
    this.look(seat);
    if (seat) this.on.choose(seat.place);
  }

  hover(px, py) {
    const { view } = this;
    const spot = view.toPlan(px, py);
    const seat = this.model.nearest(spot.x, spot.y, Math.max(11, 5 / view.scale));
    this.frame.canvas.dataset.over = seat || view.areaAt(spot) ? "seat" : "";
    if (seat === view.hover) return;
    view.hover = seat;
    view.draw();
    this.tip(seat);
  }

  leave() {
    this.hover(-1e6, -1e6);
  }

  step(dx, dy) {
    const from = this.view.focus;
    const next = from ? this.model.step(from, dx, dy) : this.firstSeat();
    if (next) this.look(next, { speak: true });
  }

  act() {
    if (this.view.focus) this.on.choose(this.view.focus.place);
  }

  /** Zoom around the focused seat, or the middle. */
  zoom(factor) {
    const { view } = this;
    const middle = { px: view.width / 2, py: view.height / 2 };
    const { px, py } = view.focus ? view.toScreen(view.focus) : middle;
    view.zoomAt(px, py, factor);
    this.tip(view.focus);
  }

  fit() {
    this.view.fit();
    this.tip(null);
  }

  /** A chosen seat, else the free one nearest to the best spot of the hall. */
  firstSeat() {
    const [chosen] = this.model.chosen;
    if (chosen !== undefined) return this.model.byPlace.get(chosen);
    const { x, y, width, height } = this.model.bounds;
    const best = this.model.plan.focus || { x: x + width / 2, y: y + height / 2 };
    const free = (seat) => this.model.stateOf(seat.place) === "free";
    return this.model.nearest(best.x, best.y, Infinity, free) || this.model.seats[0];
  }

  focusFirst() {
    if (this.view.focus || !this.frame.canvas.matches(":focus-visible")) return;
    this.look(this.firstSeat(), { speak: true });
  }

  /** Put the ring on a seat; from the keyboard also show it, and say it aloud. */
  look(seat, { speak = false } = {}) {
    this.view.focus = seat || null;
    if (seat && speak) {
      if (SEAT_WIDTH * this.view.scale < EASY_PIXELS.mouse) this.view.centre(seat, CLOSE_UP);
      else this.view.reveal(seat);
      this.on.spoken(seatLines(this.model, seat, this.words).join(", "));
    }
    this.tip(speak ? seat : null);
    this.view.draw();
  }

  tip(seat) {
    const lines = seat && seatLines(this.model, seat, this.words);
    showTip(this.frame, lines, seat ? this.view.toScreen(seat) : {});
  }
}
