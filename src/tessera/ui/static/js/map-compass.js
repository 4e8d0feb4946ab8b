// Close up in a big hall: a small picture of the whole in the corner, with what is seen framed.

import { ring } from "./map-shapes.js";

const WIDTH = 112; // pixels
const EDGE = 12;
const HALL_FROM = 2.2; // drawn once the hall is this much larger than the window

/** Draws in pixels, over everything else. Needs the cached picture, so small halls have none. */
export function paintCompass(view) {
  const { ctx, ratio, model, palette, picture, width, height, scale } = view;
  const { bounds } = model;
  if (!picture.scale || bounds.width * scale < width * HALL_FROM) return;
  const small = WIDTH / bounds.width;
  const [x, y] = [width - WIDTH - EDGE, height - bounds.height * small - EDGE];
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.beginPath();
  ctx.roundRect(x - 6, y - 6, WIDTH + 12, bounds.height * small + 12, 8);
  ctx.globalAlpha = 0.88;
  ctx.fillStyle = palette.paper;
  ctx.fill();
  ring(ctx, palette.line, 1);
  ctx.drawImage(picture.canvas, x, y, WIDTH, bounds.height * small);
  ctx.globalAlpha = 1;
  const seen = view.toPlan(0, 0);
  const left = Math.max(0, (seen.x - bounds.x) * small);
  const top = Math.max(0, (seen.y - bounds.y) * small);
  const right = Math.min(WIDTH, (seen.x - bounds.x + width / scale) * small);
  const bottom = Math.min(bounds.height, seen.y - bounds.y + height / scale) * small;
  ctx.beginPath();
  ctx.rect(x + left, y + top, right - left, bottom - top);
  ring(ctx, palette.accent, 2);
}
