// What is drawn, what is chosen, and the way back. Everybody who wants to know listens to "change".

const STEPS_MAX = 200;
const TOGETHER_MS = 600; // the same thing done again so soon is one step to undo

export class PlanState extends EventTarget {
  constructor(plan) {
    super();
    this.plan = plan;
    this.past = [];
    this.future = [];
    this.ids = new Set();
    this.spots = new Map();
  }

  get selection() {
    return { ids: this.ids, spots: this.spots };
  }

  /** The items that are chosen, and those of which single seats are. */
  get picked() {
    return this.plan.items.filter(({ id }) => this.ids.has(id));
  }

  /** Single seats that are meant: those chosen one by one, else all of the chosen items. */
  get meant() {
    if (this.spots.size) return this.spots;
    return new Map(this.picked.filter(({ seats }) => seats)
      .map((item) => [item.id, new Set(item.seats.keys())]));
  }

  /** Another plan. `kind` names what was done, so that strokes of one hand are undone together. */
  become(plan, kind = "") {
    if (plan === this.plan) return;
    const now = performance.now();
    const same = kind && kind === this.kind && now - this.at < TOGETHER_MS && this.past.length;
    if (!same) this.past.push(this.plan);
    if (this.past.length > STEPS_MAX) this.past.shift();
    Object.assign(this, { plan, kind, at: now, future: [] });
    this.prune();
    this.tell("change");
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.plan);
    this.plan = from.pop();
    this.kind = "";
    this.prune();
    this.tell("change");
  }

  /** Choose items, or single seats. */
  choose(ids, spots = new Map()) {
    this.ids = new Set(ids);
    this.spots = spots;
    this.tell("choose");
  }

  prune() {
    const there = new Map(this.plan.items.map((item) => [item.id, item]));
    this.ids = new Set([...this.ids].filter((id) => there.has(id)));
    const left = [...this.spots].map(([id, set]) => {
      const size = there.get(id)?.seats?.length || 0;
      return [id, new Set([...set].filter((i) => i < size))];
    });
    this.spots = new Map(left.filter(([, set]) => set.size));
  }

  tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
