// Where the map is on the screen: the window into the plan. While many seats are in view they
// come from a picture (map-picture.js); close up, what is seen is drawn as it is.

import { paintCompass } from "./map-compass.js";
import { paintHall, paintOver } from "./map-paint.js";
import { Picture } from "./map-picture.js";
import { fillShape } from "./map-shapes.js";

const MARGIN = 22; // pixels around the whole hall
const SCALE_MAX = 3.2; // a usual seat is then 64 pixels wide
const SEATS_DRAWN_MAX = 1600; // more than these come from the picture

export class MapView {
  constructor(canvas, model, palette) {
    Object.assign(this, { canvas, model, palette, hover: null, focus: null });
    this.ctx = canvas.getContext("2d");
    this.picture = new Picture();
    this.movedAt = -Infinity;
    this.resize();
  }

  /** Take the size of the element; keeps the middle where it was, and the first time fits. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    const first = !this.width;
    const middle = first ? null : this.toPlan(this.width / 2, this.height / 2);
    const fitted = first || this.scale <= this.least * 1.01;
    this.ratio = Math.min(window.devicePixelRatio || 1, 3);
    Object.assign(this, { width, height });
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    const { bounds } = this.model;
    this.least = Math.min(
      (width - 2 * MARGIN) / bounds.width, (height - 2 * MARGIN) / bounds.height, SCALE_MAX / 2,
    );
    if (fitted) this.fit();
    else this.centre(middle, this.scale);
  }

  get zoomed() {
    return this.scale > this.least * 1.02;
  }

  /** The whole hall. */
  fit() {
    const { x, y, width, height } = this.model.bounds;
    this.centre({ x: x + width / 2, y: y + height / 2 }, this.least);
  }

  /** Put a spot of the plan into the middle at a scale. */
  centre(spot, scale) {
    this.scale = Math.min(SCALE_MAX, Math.max(this.least, scale));
    this.left = this.width / 2 - spot.x * this.scale;
    this.top = this.height / 2 - spot.y * this.scale;
    this.settle();
  }

  /** Zoom by a factor, keeping the plan under pixel (px, py) where it is. */
  zoomAt(px, py, factor) {
    const spot = this.toPlan(px, py);
    this.scale = Math.min(SCALE_MAX, Math.max(this.least, this.scale * factor));
    this.left = px - spot.x * this.scale;
    this.top = py - spot.y * this.scale;
    this.settle();
  }

  panBy(dx, dy) {
    this.left += dx;
    this.top += dy;
    this.settle();
  }

  /** Keep the hall in sight, then draw. */
  settle() {
    const { x, y, width, height } = this.model.bounds;
    this.left = keep(this.left, x * this.scale, width * this.scale, this.width);
    this.top = keep(this.top, y * this.scale, height * this.scale, this.height);
    this.canvas.style.touchAction = this.zoomed ? "none" : "pan-y";
    this.movedAt = performance.now();
    this.draw();
  }

  /** The standing area at a spot of the plan, or undefined. */
  areaAt(spot) {
    const { ctx, model } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    return model.plan.areas.find((area) => {
      fillShape(ctx, area.shape, "transparent");
      return ctx.isPointInPath(spot.x, spot.y);
    });
  }

  /** Bring a seat into view if it is near or beyond an edge. */
  reveal(seat) {
    const { px, py } = this.toScreen(seat);
    const edge = Math.min(70, this.width / 5, this.height / 5);
    if (px < edge || py < edge || px > this.width - edge || py > this.height - edge) {
      this.centre(seat, this.scale);
    }
  }

  toPlan(px, py) {
    return { x: (px - this.left) / this.scale, y: (py - this.top) / this.scale };
  }

  toScreen(spot) {
    return { px: spot.x * this.scale + this.left, py: spot.y * this.scale + this.top };
  }

  /** States or colours changed: the picture has to be drawn again. */
  refresh() {
    this.picture.stale = true;
    this.draw();
  }

  /** Draw with the next frame, however often it is asked. */
  draw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.width) this.paint();
    });
  }

  paint() {
    const { ctx, ratio, scale, left, top, width, height } = this;
    const seen = { ...this.toPlan(0, 0), width: width / scale, height: height / scale };
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
    if (this.seatsIn(seen) > SEATS_DRAWN_MAX) this.picture.paint(this);
    else paintHall(ctx, this.model, this.palette, scale, seen);
    paintOver(ctx, this);
    paintCompass(this);
  }

  /** About how many seats a part of the plan holds, by its share of the whole. */
  seatsIn(seen) {
    const { width, height } = this.model.bounds;
    const share = Math.min(1, seen.width / width) * Math.min(1, seen.height / height);
    return this.model.seats.length * share;
  }
}

/** A start such that [start + first, + length] covers the window, or is centred where it fits. */
function keep(start, first, length, window) {
  if (length + 2 * MARGIN <= window) return (window - length) / 2 - first;
  return Math.min(MARGIN - first, Math.max(window - MARGIN - length - first, start));
}
