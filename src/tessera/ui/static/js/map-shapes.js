// Drawing of single things: outlines, rings, words. All sizes in plan units.

const TURN = Math.PI * 2;

/** A shape of a seat plan (docs/seat-plan.md), filled; its path stays for a ring. */
export function fillShape(ctx, shape, colour) {
  ctx.save();
  ctx.translate(shape.x, shape.y);
  ctx.rotate(((shape.rotation || 0) * Math.PI) / 180);
  ctx.beginPath();
  if (shape.type === "rectangle") ctx.rect(0, 0, shape.width, shape.height);
  else if (shape.type === "polygon") shape.points.forEach(({ x, y }) => ctx.lineTo(x, y));
  else {
    const [rx, ry] = [shape.radius ?? shape.radius_x, shape.radius ?? shape.radius_y];
    ctx.ellipse(0, 0, rx, ry, 0, 0, TURN);
  }
  ctx.closePath();
  ctx.restore();
  ctx.fillStyle = colour;
  ctx.fill();
}

/** Roughly the middle of a shape and how wide it is there, for its name. */
export function middleOf(shape) {
  const { x, y, width, height } = shape;
  if (shape.type === "rectangle") return { x: x + width / 2, y: y + height / 2, width };
  if (shape.type !== "polygon") return { x, y, width: 2 * (shape.radius ?? shape.radius_x) };
  const mean = (axis) => shape.points.reduce((sum, p) => sum + p[axis], 0) / shape.points.length;
  const xs = shape.points.map((point) => point.x);
  return { x: x + mean("x"), y: y + mean("y"), width: Math.max(...xs) - Math.min(...xs) };
}

/** Add a seat to the path: a circle, and a square for a wheelchair. */
export function trace(ctx, seat, radius) {
  const { x, y } = seat;
  if (seat.accessible) ctx.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, radius / 3);
  else {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, TURN);
  }
}

/** Stroke the path. */
export function ring(ctx, colour, width) {
  ctx.lineWidth = width;
  ctx.strokeStyle = colour;
  ctx.stroke();
}

/** Words centred on a spot; `halo` keeps them readable over dots; too wide for `room`: left out. */
export function write(ctx, text, spot, { size, colour, weight = 600, halo, room = Infinity }) {
  ctx.font = `${weight} ${size}px ui-sans-serif, system-ui, "Noto Sans", sans-serif`;
  if (room < Infinity && ctx.measureText(text).width > room) return;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const y = spot.y + size * 0.05; // capitals and digits stand a little high in their line
  if (halo) {
    Object.assign(ctx, { lineWidth: size * 0.32, strokeStyle: halo, lineJoin: "round" });
    ctx.strokeText(text, spot.x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, spot.x, y);
}
