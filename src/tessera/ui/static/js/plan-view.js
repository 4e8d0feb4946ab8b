// The window into the plan: which part of it the screen shows.

const SCALE_MAX = 6; // pixels of a plan unit
const SCALE_MIN = 0.02;
const MARGIN = 40;

export class PlanWindow {
  constructor(element) {
    this.element = element;
    Object.assign(this, { x: -200, y: -100, scale: 1 });
  }

  /** Show the whole of `box`, or an empty floor. */
  fit(box) {
    const { clientWidth: w, clientHeight: h } = this.element;
    const about = box || { x: -250, y: -60, width: 500, height: 360 };
    const scale = Math.min((w - 2 * MARGIN) / (about.width || 1), (h - 2 * MARGIN) / (about.height || 1), 2);
    this.scale = clamp(scale);
    this.x = about.x + about.width / 2 - w / 2 / this.scale;
    this.y = about.y + about.height / 2 - h / 2 / this.scale;
    this.show();
    this.fitted = true;
  }

  /** The spot of the plan under a pointer. */
  spot({ clientX, clientY }) {
    const edge = this.element.getBoundingClientRect();
    return { x: this.x + (clientX - edge.left) / this.scale, y: this.y + (clientY - edge.top) / this.scale };
  }

  /** Closer or further, the spot under the pointer staying where it is. */
  zoom(factor, at) {
    const about = at || this.middle();
    const scale = clamp(this.scale * factor);
    this.x = about.x - ((about.x - this.x) * this.scale) / scale;
    this.y = about.y - ((about.y - this.y) * this.scale) / scale;
    this.scale = scale;
    this.fitted = false;
    this.show();
  }

  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
    this.fitted = false;
    this.show();
  }

  middle() {
    const { clientWidth: w, clientHeight: h } = this.element;
    return { x: this.x + w / 2 / this.scale, y: this.y + h / 2 / this.scale };
  }

  show() {
    const { clientWidth: w, clientHeight: h } = this.element;
    this.element.setAttribute("viewBox", `${this.x} ${this.y} ${w / this.scale} ${h / this.scale}`);
    this.element.classList.toggle("plan--far", this.scale < 0.7);
  }
}

const clamp = (scale) => Math.min(SCALE_MAX, Math.max(SCALE_MIN, scale));
