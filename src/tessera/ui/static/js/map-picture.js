// The hall as a picture that is drawn once and moved: 21,000 places are too many for every frame.

import { paintHall } from "./map-paint.js";

const SIDE_MAX = 4096; // pixels, within what every browser allows
const SETTLED_MS = 160;

export class Picture {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.stale = true;
  }

  /** Draw onto `view.ctx`, which is in plan units. Redraws itself when stale or too blurred. */
  paint(view) {
    const { bounds } = view.model;
    const most = SIDE_MAX / Math.max(bounds.width, bounds.height);
    const wanted = Math.min(view.scale * view.ratio, most);
    const moving = performance.now() - view.movedAt < SETTLED_MS;
    if (this.stale || (!moving && Math.abs(wanted / this.scale - 1) > 0.02)) {
      this.redraw(view, wanted);
    } else if (moving) {
      clearTimeout(this.later);
      this.later = setTimeout(() => view.draw(), SETTLED_MS + 20);
    }
    view.ctx.drawImage(this.canvas, bounds.x, bounds.y, bounds.width, bounds.height);
  }

  redraw({ model, palette, ratio }, scale) {
    const { bounds } = model;
    this.canvas.width = Math.ceil(bounds.width * scale);
    this.canvas.height = Math.ceil(bounds.height * scale);
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(scale, 0, 0, scale, -bounds.x * scale, -bounds.y * scale);
    paintHall(ctx, model, palette, scale / ratio, bounds);
    Object.assign(this, { scale, stale: false });
  }
}
