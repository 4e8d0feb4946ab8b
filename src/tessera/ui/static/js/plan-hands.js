// Pointers on the floor: each tool is a small object with `down`, `move`, `up`.

import { boxOf, chooseItems, chooseSeats, ghost } from "./plan-choose.js";
import * as ops from "./plan-ops.js";

const NEAR = 5; // pixels: less is a click
const MARKS = { accessible: 1, companion: 1, restricted_view: 1 };

export class PlanHands {
  /** `on.made(kind, box)` makes a thing of a drawn rectangle; `on.say` speaks. */
  constructor(element, state, drawing, window_, on) {
    Object.assign(this, { element, state, drawing, view: window_, on, tool: "select" });
    this.fingers = new Map();
    const listen = (name, act) => element.addEventListener(name, (event) => act.call(this, event));
    listen("pointerdown", this.down);
    listen("pointermove", this.move);
    listen("pointerup", this.up);
    listen("pointercancel", this.cancel);
    element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  wheel(event) {
    event.preventDefault();
    if (event.shiftKey) return this.view.pan(-event.deltaY, 0);
    this.view.zoom(Math.exp(-event.deltaY * 0.0016), this.view.spot(event));
  }

  down(event) {
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.element.setPointerCapture(event.pointerId);
    if (this.fingers.size === 2) return this.cancel();
    if (this.fingers.size > 2) return;
    this.element.focus({ preventScroll: true });
    const at = this.view.spot(event);
    const hit = this.hit(event);
    const panning = this.tool === "hand" || event.button === 1;
    this.drag = { at, now: at, hit, px: event.clientX, py: event.clientY, far: false, panning };
    if (this.tool === "paint" || MARKS[this.tool]) this.stroke(hit);
    if (this.tool === "select" && hit && !panning) this.take(hit, event);
  }

  move(event) {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) return;
    const [dx, dy] = [event.clientX - finger.x, event.clientY - finger.y];
    if (this.fingers.size === 2) this.pinch(event, dx, dy);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const { drag } = this;
    if (!drag || this.fingers.size > 1) return;
    drag.far ||= Math.hypot(event.clientX - drag.px, event.clientY - drag.py) > NEAR;
    drag.now = this.view.spot(event);
    if (drag.panning) return this.view.pan(dx, dy);
    if (this.tool === "paint" || MARKS[this.tool]) return this.stroke(this.hit(event));
    if (!drag.far) return;
    if (this.tool === "select" && drag.hit) this.drawing.nudge(this.state.ids, ...shifted(drag));
    else this.on.say(ghost(this.drawing, boxOf(drag), this.tool, this.view.scale));
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    const { drag } = this;
    this.drag = null;
    if (!drag || drag.panning) return;
    const box = boxOf(drag);
    if (this.tool === "select" && drag.hit) this.dropped(drag);
    else if (this.tool === "select") chooseItems(this.state, drag.far && box, event.shiftKey);
    else if (this.tool === "seats") chooseSeats(this.state, drag.far ? box : drag.hit, event.shiftKey);
    else if (!MARKS[this.tool] && this.tool !== "paint") this.on.made(this.tool, box, drag.far);
    this.stroked = null;
  }

  cancel() {
    this.drag = null;
    this.drawing.settle();
    this.drawing.select(this.state.plan, this.state.selection);
  }

  /** Two fingers: closer, further, along. */
  pinch(event, dx, dy) {
    const [other] = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const was = this.fingers.get(event.pointerId);
    const span = (a) => Math.hypot(a.x - other.x, a.y - other.y) || 1;
    const now = { x: event.clientX, y: event.clientY };
    const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
    this.view.zoom(span(now) / span(was), this.view.spot(middle));
    this.view.pan(dx / 2, dy / 2);
  }

  /** Press on a thing: choose it, or with Shift add it to what is chosen. */
  take(hit, event) {
    const { ids } = this.state;
    if (event.shiftKey) this.state.choose(toggled(ids, hit.id));
    else if (!ids.has(hit.id)) this.state.choose(new Set([hit.id]));
  }

  /** What was dragged lies where it was let go. */
  dropped(drag) {
    this.drawing.settle();
    const { state } = this;
    if (drag.far) state.become(ops.shift(state.plan, state.ids, ...shifted(drag)));
  }

  /** A brush over seats: once over each of them in one stroke. */
  stroke(hit) {
    if (!hit) return;
    this.stroked ||= new Set();
    const spot = `${hit.id}.${hit.seat}`;
    if (this.stroked.has(spot)) return;
    this.stroked.add(spot);
    this.on.stroke(this.tool, hit);
  }

  hit(event) {
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const group = target?.closest?.("[data-id]");
    if (!group || !this.element.contains(group)) return null;
    return { id: Number(group.dataset.id), seat: target.dataset.seat ? Number(target.dataset.seat) : -1 };
  }
}

const shifted = ({ at, now }) => [Math.round(now.x - at.x), Math.round(now.y - at.y)];

function toggled(ids, id) {
  const made = new Set(ids);
  if (!made.delete(id)) made.add(id);
  return made;
}
