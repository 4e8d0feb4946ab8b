// <plan-designer>: puts the floor, the hands, the keys and the forms together.

import { getJSON } from "./api.js";
import { boundsOf, fromDocument } from "./plan-doc.js";
import { gridOf } from "./plan-choose.js";
import { PlanDrawing } from "./plan-draw.js";
import { PlanHands } from "./plan-hands.js";
import { listenToKeys } from "./plan-keys.js";
import * as ops from "./plan-ops.js";
import { PlanPanel } from "./plan-panel.js";
import { Underlay } from "./plan-picture.js";
import { PlanKeeper } from "./plan-save.js";
import { Categories, outline, Problems } from "./plan-side.js";
import { PlanState } from "./plan-state.js";
import { PlanWindow } from "./plan-view.js";
import { number, say } from "./wording.js";

const SMALL = { table: { width: 0, height: 0 }, stage: { width: 220, height: 40 },
  area: { width: 160, height: 80 }, block: { width: 176, height: 104 }, row: { width: 176, height: 0 } };

class PlanDesigner extends HTMLElement {
  async connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    this.find = (selector) => this.querySelector(selector);
    this.floor = this.find("svg.plan");
    try {
      const draft = await getJSON(`/plan-drafts/${this.dataset.draft}`);
      this.begin(fromDocument(draft.document), draft.version);
    } catch {
      this.say(this.words.failed);
    }
  }

  begin(plan, version) {
    const { words } = this;
    this.state = new PlanState(plan);
    this.drawing = new PlanDrawing(this.floor);
    this.view = new PlanWindow(this.floor);
    this.categories = new Categories(this.find("[data-side=categories]"), this.state, words);
    this.problems = new Problems(this.find("[data-problems]"), this.state, words);
    outline(this.find("[data-outline]"), this.state, words);
    const speak = { say: (text) => this.say(text), words };
    this.keeper = new PlanKeeper(this.dataset.draft, version, this.state, {
      state: (word) => { this.find("[data-saving]").textContent = words[word]; },
      checked: (problems) => this.problems.checked(problems),
    });
    this.panel = new PlanPanel(this, this.state, this.view, { ...speak, category: () => this.categories.key });
    this.hands = new PlanHands(this.floor, this.state, this.drawing, this.view, { ...speak,
      made: (kind, box, far) => this.made(kind, box, far), stroke: (tool, hit) => this.stroke(tool, hit) });
    this.keys = listenToKeys(this.floor, this.state, this.view, { ...speak, fit: () => this.fit(),
      tool: (name) => this.take(name), describe: () => this.panel.describe() });
    new Underlay(this.find("[data-side=picture]"), this.drawing, this.keeper, speak);
    this.wire();
    this.dataset.ready = "";
    this.fit();
    this.keeper.save();
  }

  wire() {
    this.state.addEventListener("change", () => this.draw());
    this.state.addEventListener("choose", () => this.drawing.select(this.state.plan, this.state.selection));
    for (const button of this.querySelectorAll("[data-tool]")) {
      button.addEventListener("click", () => this.take(button.dataset.tool));
    }
    const acts = { undo: () => this.state.undo(), redo: () => this.state.redo(), fit: () => this.fit(),
      closer: () => this.view.zoom(1.3), further: () => this.view.zoom(1 / 1.3),
      copy: () => this.keys.laid(), remove: () => this.keys.gone(), publish: () => this.publish() };
    for (const button of this.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => acts[button.dataset.do]());
    }
    const name = this.find("[data-name]");
    name.addEventListener("change", () => {
      if (name.value.trim()) this.state.become({ ...this.state.plan, name: name.value.trim() });
    });
    new ResizeObserver(() => (this.view.fitted ? this.fit() : this.view.show())).observe(this.floor);
    this.take("select");
    this.draw();
  }

  draw() {
    const { state } = this;
    this.drawing.draw(state.plan, state.selection);
    this.find("[data-do=undo]").disabled = !state.past.length;
    this.find("[data-do=redo]").disabled = !state.future.length;
    this.classList.toggle("is-empty", !state.plan.items.length);
  }

  take(tool) {
    this.hands.tool = tool;
    this.floor.dataset.hand = tool;
    for (const button of this.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", button.dataset.tool === tool);
    }
  }

  /** A thing of a drawn rectangle; a mere click makes one of a usual size. */
  made(kind, box, far) {
    const size = far ? box : { ...SMALL[kind], x: box.x, y: box.y };
    const rows = kind === "block" || kind === "row";
    this.panel.add(rows ? "block" : kind, { ...size, ...gridOf(size, kind), section: this.section(), chairs: 6 });
    this.take("select");
  }

  /** New rows go on in the section of the last ones. */
  section() {
    return this.state.plan.items.filter(({ type }) => type === "row").at(-1)?.section || "";
  }

  stroke(tool, hit) {
    const { plan } = this.state;
    const item = plan.items.find(({ id }) => id === hit.id);
    const spots = new Map([[hit.id, new Set(hit.seat >= 0 ? [hit.seat] : [])]]);
    if (tool === "paint" && item.type === "area") {
      const category = this.categories.key;
      return this.state.become(ops.changed(plan, new Set([hit.id]), (i) => ({ ...i, category })), "stroke");
    }
    const seat = item.seats?.[hit.seat];
    if (!seat) return undefined;
    const how = tool === "paint" ? ops.painted(this.categories.key) : ops.marked(tool, !seat[tool]);
    return this.state.become(ops.seats(plan, spots, how), "stroke");
  }

  async publish() {
    const hall = Number(this.find("[data-hall]").value) || null;
    const answer = await this.keeper.publish(hall);
    if (!answer.ok) return this.say(answer.errors ? this.words.not_yet : answer.detail || this.words.offline);
    const { name, version, capacity } = answer.seat_plan;
    this.say(say(this.words.published, { name, version, places: number(capacity) }));
    this.find("[data-after]").hidden = false;
    return answer;
  }

  fit() {
    this.view.fit(boundsOf(this.state.plan.items));
  }

  say(text) {
    this.find("[data-say]").textContent = text;
  }
}

customElements.define("plan-designer", PlanDesigner);
