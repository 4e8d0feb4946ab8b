// The keyboard over the floor: tools by letter, steps by arrow, everything undone with Ctrl+Z.

import { boundsOf } from "./plan-doc.js";
import * as ops from "./plan-ops.js";
import { number, say } from "./wording.js";

const TOOLS = { v: "select", s: "seats", b: "block", r: "row", t: "table", a: "area", g: "stage",
  p: "paint", w: "accessible", o: "companion", e: "restricted_view", h: "hand" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 2;
const BESIDE = 30;

/** `on`: `tool(name)`, `fit()`, `say(text)`, `words`, `describe()` speaks of what is chosen. What a key
 * has done is said: who does not see the floor hears where things are now. */
export function listenToKeys(element, state, view, on) {
  let kept = [];

  /** Where what is chosen begins, as the form beside the floor counts. */
  function where() {
    const box = boundsOf(state.picked);
    if (box) on.say(say(on.words.moved, { x: number(Math.round(box.x)), y: number(Math.round(box.y)) }));
  }

  function held(event) {
    const { key } = event;
    if (key === "z" && !event.shiftKey) { state.undo(); return on.say(on.words.undone); }
    if (key === "y" || (key.toLowerCase() === "z" && event.shiftKey)) { state.redo(); return on.say(on.words.redone); }
    if (key === "a") { state.choose(state.plan.items.map(({ id }) => id)); return on.describe(); }
    if (key === "c") return void (kept = state.picked);
    if (key === "x") { kept = state.picked; return gone(); }
    if (key === "v" && kept.length) return laid(kept);
    if (key === "d") return laid(state.picked);
    return false;
  }

  function laid(items) {
    if (!items.length) return;
    const [plan, ids] = ops.copy(state.plan, items, BESIDE, BESIDE);
    state.become(plan);
    state.choose(ids);
    on.describe();
  }

  function gone() {
    const plan = state.spots.size ? ops.seats(state.plan, state.spots, () => null)
      : ops.changed(state.plan, state.ids, () => null);
    if (state.ids.size || state.spots.size) on.say(on.words.gone);
    state.become(plan);
    state.choose([]);
  }

  /** Tab goes from thing to thing in the order of the document, and out at its end. */
  function next(back) {
    const { items } = state.plan;
    const at = items.findIndex(({ id }) => state.ids.has(id));
    const many = state.ids.size > 1; // of many, the first
    const to = at < 0 ? (back ? items.length - 1 : 0) : at + (many ? 0 : back ? -1 : 1);
    if (!items[to]) return false;
    state.choose([items[to].id]);
    return on.describe();
  }

  function plain(event) {
    const { key } = event;
    const arrow = ARROWS[key];
    if (arrow) {
      const by = event.shiftKey ? 10 * STEP : STEP;
      if (!state.ids.size) return view.pan(-arrow[0] * 40, -arrow[1] * 40);
      state.become(ops.shift(state.plan, state.ids, arrow[0] * by, arrow[1] * by), "step");
      return where();
    }
    if (key === "Tab") return next(event.shiftKey);
    if (key === "Delete" || key === "Backspace") return gone();
    if (key === "Escape") { state.choose([]); return on.tool("select"); }
    if (key === "+" || key === "=") return view.zoom(1.25);
    if (key === "-") return view.zoom(0.8);
    if (key === "0" || key === "Home") return on.fit();
    if (key === "m" && state.ids.size) return state.become(ops.mirror(state.plan, state.ids));
    if (TOOLS[key]) return on.tool(TOOLS[key]);
    return false;
  }

  element.addEventListener("keydown", (event) => {
    if (event.altKey) return;
    const done = event.ctrlKey || event.metaKey ? held(event) : plain(event);
    if (done !== false) event.preventDefault();
  });
  return { laid: () => laid(state.picked), gone };
}
