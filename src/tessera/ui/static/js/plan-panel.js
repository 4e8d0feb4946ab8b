// The forms beside the floor: the same by numbers, for who cannot or will not drag.

import { boundsOf, seatsOf } from "./plan-doc.js";
import { after, block } from "./plan-make.js";
import * as ops from "./plan-ops.js";
import { area, decoration, table, worded } from "./plan-things.js";

const numberOf = (form, name, or = 0) => Number(form.elements[name]?.value.replace(",", ".")) || or;
const textOf = (form, name) => form.elements[name]?.value.trim() || "";

export class PlanPanel {
  /** `on`: `say(text)`, `category()` is what is painted with, `words`. */
  constructor(root, state, view, on) {
    Object.assign(this, { root, state, view, on });
    this.on_("new", (form) => this.make(form));
    this.on_("picked", (form, act) => this.change(form, act));
    state.addEventListener("change", () => this.show());
    state.addEventListener("choose", () => this.show());
    this.show();
  }

  /** A form is never sent; the button that was pressed says what is meant. */
  on_(name, act) {
    const form = this.root.querySelector(`form[data-panel="${name}"]`);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(form, event.submitter?.value || "");
    });
  }

  /** Something new by numbers. */
  make(form) {
    const kind = textOf(form, "kind");
    const [x, y] = [numberOf(form, "x"), numberOf(form, "y")];
    const box = { x, y, width: numberOf(form, "width", 160), height: numberOf(form, "height", 60) };
    const aisles = textOf(form, "aisles").split(/[\s,;]+/).map(Number).filter(Boolean);
    this.add(kind, { ...box, aisles, rows: numberOf(form, "rows", 1), seats: numberOf(form, "seats", 1),
      curve: numberOf(form, "curve"), scheme: textOf(form, "scheme"), first: textOf(form, "first"),
      section: textOf(form, "section"), chairs: numberOf(form, "chairs", 6),
      capacity: numberOf(form, "capacity") });
  }

  /** Add a thing to the plan and choose it. */
  add(kind, told) {
    const category = this.on.category();
    const made = { block: () => this.rows({ ...told, category }),
      table: () => [table({ ...told, category, name: this.free(this.on.words.table) })],
      area: () => [area({ ...told, category, name: this.free(this.on.words.area) })],
      stage: () => [decoration({ ...told, kind: "stage", text: this.on.words.stage })],
    }[kind]();
    this.state.become(ops.added(this.state.plan, made));
    this.state.choose(made.map(({ id }) => id));
    this.describe();
  }

  /** Rows that go on in their section where the last row there ends. */
  rows(told) {
    const there = this.state.plan.items.filter((i) => i.type === "row" && i.section === told.section);
    const next = there.length ? after(there.at(-1).label, 1) : "A";
    return block({ ...told, first: told.first || next });
  }

  free(stem) {
    const taken = new Set(this.state.plan.items.map(({ name }) => name));
    let n = 1;
    while (taken.has(`${stem} ${n}`)) n += 1;
    return `${stem} ${n}`;
  }

  /** What a button of the form of chosen things means. */
  change(form, act) {
    const { state } = this;
    const { plan, ids } = state;
    const each = (name, value) => ops.changed(plan, ids, (item) => ({ ...item, [name]: value }));
    const box = boundsOf(state.picked);
    const acts = {
      place: () => ops.shift(plan, ids, numberOf(form, "x") - box.x, numberOf(form, "y") - box.y),
      turn: () => ops.turn(plan, ids, numberOf(form, "turn")),
      bend: () => ops.bent(plan, ids, numberOf(form, "bend")),
      mirror: () => ops.mirror(plan, ids),
      section: () => each("section", textOf(form, "section")),
      rows: () => ops.lettered(plan, ids, textOf(form, "first") || "A"),
      seats: () => ops.renumbered(plan, ids, textOf(form, "scheme"), numberOf(form, "start", 1)),
      name: () => each("name", textOf(form, "name")),
      capacity: () => each("capacity", Math.round(numberOf(form, "capacity", 1))),
      kind: () => ops.changed(plan, ids, (item) => worded(item, textOf(form, "kind"), textOf(form, "text"))),
      paint: () => this.paint(),
    };
    if (acts[act]) state.become(acts[act]());
    else if (act.startsWith("mark:")) this.mark(act.slice(5));
    this.describe();
  }

  /** Category and marks of the seats that are meant; areas take the category as well. */
  paint() {
    const key = this.on.category();
    const plan = ops.seats(this.state.plan, this.state.meant, ops.painted(key));
    return ops.changed(plan, this.state.ids, (i) => (i.type === "area" ? { ...i, category: key } : i));
  }

  mark(mark) {
    const { state } = this;
    const some = [...state.meant].some(([id, set]) => {
      const seats = seatsOf(state.plan.items.find((item) => item.id === id));
      return [...set].some((i) => !seats[i]?.[mark]);
    });
    state.become(ops.seats(state.plan, state.meant, ops.marked(mark, some)));
  }

  /** Fill the form of chosen things, and hide the parts that do not concern them. */
  show() {
    const { picked, meant, spots } = this.state;
    const form = this.root.querySelector('form[data-panel="picked"]');
    const seats = [...meant.values()].reduce((sum, set) => sum + set.size, 0);
    const kinds = new Set(picked.map(({ type }) => type));
    form.hidden = !picked.length && !spots.size;
    form.querySelector("[data-picked]").textContent = this.tell(picked, seats);
    for (const part of form.querySelectorAll("[data-for]")) {
      const wants = part.dataset.for.split(" ");
      part.hidden = !(wants.some((kind) => kinds.has(kind)) || (wants.includes("seat") && seats)
        || (wants.includes("one") && picked.length === 1) || (wants.includes("any") && picked.length));
    }
    if (!picked.length || form.contains(document.activeElement)) return;
    const box = boundsOf(picked) || { x: 0, y: 0 };
    const [one] = picked;
    const fill = { x: Math.round(box.x), y: Math.round(box.y), section: one.section, first: one.label,
      name: one.name, capacity: one.capacity, kind: one.kind, text: one.writing?.text };
    for (const [name, value] of Object.entries(fill)) {
      if (form.elements[name] && value !== undefined) form.elements[name].value = value;
    }
  }

  tell(picked, seats) {
    const { one, things, places } = this.on.words;
    const name = picked.length === 1 ? picked[0].name || [picked[0].section, picked[0].label]
      .filter(Boolean).join(" ") || picked[0].writing?.text || one : `${picked.length} ${things}`;
    return seats ? `${picked.length ? `${name} · ` : ""}${seats} ${places}` : name;
  }

  describe() {
    const { picked, meant } = this.state;
    const seats = [...meant.values()].reduce((sum, set) => sum + set.size, 0);
    this.on.say(this.tell(picked, seats));
  }
}
