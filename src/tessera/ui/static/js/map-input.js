// Fingers, mouse and keys on the canvas, turned into a few plain calls.

const DRAG_FROM = 6; // pixels; less is a tap
const PAGE_SCROLLS_MS = 350;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** `on`: {tap(px, py, kind), hover(px, py), leave(), step(dx, dy), act(), zoom(factor), fit()}. */
export function listen(canvas, view, on) {
  const fingers = new Map();
  let dragged = false;
  let scrolledAt = -Infinity;

  const spot = (event) => {
    const edge = canvas.getBoundingClientRect();
    return { px: event.clientX - edge.left, py: event.clientY - edge.top };
  };

  canvas.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, spot(event));
    if (fingers.size === 1) dragged = false;
  });

  canvas.addEventListener("pointermove", (event) => {
    const now = spot(event);
    const before = fingers.get(event.pointerId);
    if (!before) return on.hover(now.px, now.py);
    if (fingers.size === 2) pinch(event.pointerId, now);
    else drag(event, before, now);
  });

  function drag(event, before, now) {
    const far = Math.hypot(now.px - before.px, now.py - before.py) >= DRAG_FROM;
    if (!dragged && !far) return;
    if (!dragged) canvas.setPointerCapture(event.pointerId);
    dragged = true;
    canvas.dataset.panning = "";
    view.panBy(now.px - before.px, now.py - before.py);
    fingers.set(event.pointerId, now);
  }

  function pinch(id, now) {
    const [, other] = [...fingers].find(([key]) => key !== id);
    const before = fingers.get(id);
    const span = (a) => Math.hypot(a.px - other.px, a.py - other.py) || 1;
    const middle = { px: (now.px + other.px) / 2, py: (now.py + other.py) / 2 };
    dragged = true;
    view.zoomAt(middle.px, middle.py, span(now) / span(before));
    view.panBy((now.px - before.px) / 2, (now.py - before.py) / 2);
    fingers.set(id, now);
  }

  function lift(event) {
    const known = fingers.delete(event.pointerId);
    if (known && !dragged && event.type === "pointerup" && event.button === 0) {
      const { px, py } = spot(event);
      on.tap(px, py, event.pointerType);
    }
    if (!fingers.size) delete canvas.dataset.panning;
  }
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => on.leave());

  // A wheel that is scrolling the page goes on scrolling it; one that starts here zooms.
  addEventListener("scroll", () => (scrolledAt = performance.now()), { passive: true });
  canvas.addEventListener("wheel", (event) => {
    const pages = performance.now() - scrolledAt < PAGE_SCROLLS_MS;
    const away = event.deltaY > 0 && !view.zoomed;
    if (!event.ctrlKey && (pages || away)) return;
    event.preventDefault();
    const { px, py } = spot(event);
    view.zoomAt(px, py, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0018)));
  }, { passive: false });

  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (ARROWS[event.key]) on.step(...ARROWS[event.key]);
    else if (event.key === "Enter" || event.key === " ") on.act();
    else if (event.key === "+" || event.key === "=") on.zoom(1.5);
    else if (event.key === "-") on.zoom(1 / 1.5);
    else if (event.key === "0" || event.key === "Home") on.fit();
    else return;
    event.preventDefault();
  });
}
