// The week's grid by keyboard: Space lifts a film or a show, arrows carry it (five minutes, with Shift
// an hour, another hall), Enter or Space puts it down, Escape leaves it where it was. Where it would
// stand, and what is in the way, is drawn and said (a live region), as for who drags.

import { say } from "./wording.js";

const STEP = 5;
const HOUR = 60;
const ALONG = { ArrowLeft: -1, ArrowRight: 1 };
const ACROSS = { ArrowUp: -1, ArrowDown: 1 };

/** `hands`: `hold(what)`, `fits(spot)`, `paint(spot)` which is null where it clashes, `settle(spot)`,
 * `clear()`, `tell(text)`, `words`. */
export class Carrier {
  constructor(lanes, hands) {
    this.lanes = [...lanes.querySelectorAll(".lane")];
    this.last = Number(lanes.dataset.hours) * HOUR - STEP;
    this.hands = hands;
    this.carried = null;
  }

  /** Listen on a film's button or a show's bar; `what()` says how it is held. */
  listen(source, what) {
    source.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.carried ? this.carry(event) : event.key === " " && this.lift(source, what())) event.preventDefault();
    });
    // A button is pressed as Space comes up: it was lifted, not pressed.
    source.addEventListener("keyup", (event) => event.key === " " && event.preventDefault());
    source.addEventListener("blur", () => this.carried && this.leave());
  }

  lift(source, what) {
    this.hands.hold(what);
    const { title, bar } = what;
    const spot = bar ? { lane: bar.closest(".lane"), minute: Number(bar.dataset.x) } : this.free();
    this.carried = { source, title, at: this.lanes.indexOf(spot.lane), minute: spot.minute };
    source.dataset.held = "";
    this.show(say(this.hands.words.lifted, { title }));
    return true;
  }

  /** The first spot of the first hall in which it fits. */
  free() {
    const [lane] = this.lanes;
    for (let minute = 0; minute < this.last; minute += STEP) {
      if (!this.hands.fits({ lane, minute }).clash) return { lane, minute };
    }
    return { lane, minute: 0 };
  }

  /** Whether the key was one of these. */
  carry({ key, shiftKey }) {
    const { carried } = this;
    if (key === "Escape") return this.leave();
    if (key === "Enter" || key === " ") return this.drop();
    if (key in ALONG) {
      const to = carried.minute + ALONG[key] * (shiftKey ? HOUR : STEP);
      carried.minute = Math.min(this.last, Math.max(0, to));
    } else if (key in ACROSS) {
      carried.at = Math.min(this.lanes.length - 1, Math.max(0, carried.at + ACROSS[key]));
    } else return false;
    this.show();
    return true;
  }

  spot() {
    return { lane: this.lanes[this.carried.at], minute: this.carried.minute };
  }

  show(before = "") {
    this.hands.paint(this.spot(), before);
  }

  drop() {
    const spot = this.spot();
    if (!this.hands.paint(spot)) return true; // it stays in hand, and it was said why
    this.end();
    this.hands.settle(spot);
    return true;
  }

  leave() {
    const { title } = this.carried;
    this.end();
    this.hands.tell(say(this.hands.words.left, { title }));
    return true;
  }

  end() {
    this.carried.source.removeAttribute("data-held");
    this.carried = null;
    this.hands.clear();
  }
}
