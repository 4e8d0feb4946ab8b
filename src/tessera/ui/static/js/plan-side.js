// Beside the floor: categories with their counts, what is wrong, and the list of everything.

import { count, twins } from "./plan-doc.js";
import { element, number, say } from "./wording.js";

const COLOURS = 8;
const SHOWN_MAX = 30;

/** Categories to paint with. `key` is the chosen one. */
export class Categories {
  constructor(root, state, words) {
    Object.assign(this, { root, state, words });
    this.list = root.querySelector("[data-categories]");
    this.total = root.querySelector("[data-total]");
    root.querySelector("[data-add-category]").addEventListener("click", () => this.add());
    state.addEventListener("change", () => this.show());
    this.show();
  }

  get key() {
    const { categories } = this.state.plan;
    return categories.some(({ key }) => key === this.chosen) ? this.chosen : categories[0]?.key;
  }

  add() {
    const { plan } = this.state;
    const known = new Set(plan.categories.map(({ key }) => key));
    let n = plan.categories.length + 1;
    while (known.has(`category-${n}`)) n += 1;
    const made = { key: `category-${n}`, name: say(this.words.category, { n }) };
    this.chosen = made.key;
    this.state.become({ ...plan, categories: [...plan.categories, made] });
    this.list.querySelector(`[data-key="${made.key}"] input[type="text"]`)?.select();
  }

  show() {
    const { plan } = this.state;
    const { by, marks, total } = count(plan);
    this.total.textContent = number(total);
    for (const mark of this.root.querySelectorAll("[data-mark-count]")) {
      mark.textContent = number(marks[mark.dataset.markCount]);
    }
    if (this.list.contains(document.activeElement) && document.activeElement.type === "text") {
      return this.recount(by);
    }
    const colour = (n) => (n % COLOURS) + 1;
    this.list.replaceChildren(...plan.categories.map((category, n) =>
      this.line(category, colour(n), by.get(category.key))));
    return undefined;
  }

  recount(by) {
    for (const line of this.list.children) {
      const { seats, standing } = by.get(line.dataset.key) || { seats: 0, standing: 0 };
      line.querySelector("b").textContent = number(seats + standing);
    }
  }

  line(category, colour, { seats, standing }) {
    const { words } = this;
    const radio = element("input", { type: "radio", name: "brush", value: category.key,
      checked: category.key === this.key, onchange: () => (this.chosen = category.key) });
    radio.setAttribute("aria-label", say(words.paint_with, { name: category.name }));
    const name = element("input", { type: "text", value: category.name, maxLength: 80,
      onchange: () => this.rename(category.key, name.value) });
    name.setAttribute("aria-label", say(words.name_of, { name: category.name }));
    const gone = element("button", { type: "button", className: "designer__small", textContent: "×",
      hidden: seats + standing > 0 || this.state.plan.categories.length < 2,
      onclick: () => this.drop(category.key) });
    gone.setAttribute("aria-label", say(words.remove, { name: category.name }));
    const line = element("li", { className: `cat-${colour}` }, radio,
      element("span", { className: "dot" }), name,
      element("b", { className: "figures", textContent: number(seats + standing) }), gone);
    line.dataset.key = category.key;
    return line;
  }

  rename(key, name) {
    const { plan } = this.state;
    const categories = plan.categories.map((c) => (c.key === key ? { ...c, name: name.trim() || c.name } : c));
    this.state.become({ ...plan, categories });
  }

  drop(key) {
    const { plan } = this.state;
    this.state.become({ ...plan, categories: plan.categories.filter((c) => c.key !== key) });
  }
}

/** What is wrong: what the browser sees at once, and what the server says of the last save. */
export class Problems {
  constructor(root, state, words) {
    Object.assign(this, { root, state, words, told: [] });
    state.addEventListener("change", () => this.show());
  }

  checked(problems) {
    this.told = problems;
    this.show();
  }

  show() {
    const doubles = twins(this.state.plan).map(({ id, label }) => this.link(id, label));
    const rest = this.told.filter(({ message }) => !(doubles.length && message.includes("another seat")));
    const lines = rest.slice(0, SHOWN_MAX).map(({ path, message, said }) =>
      element("li", {}, element("code", { textContent: path }), ` ${said || message}`));
    this.root.replaceChildren(...doubles, ...lines);
    this.root.closest("section").classList.toggle("is-well", !doubles.length && !lines.length);
  }

  link(id, label) {
    const button = element("button", { type: "button", className: "link",
      textContent: say(this.words.twin, { label }), onclick: () => this.state.choose([id]) });
    return element("li", {}, button);
  }
}

/** Everything by name, to choose without a pointer. */
export function outline(root, state, words) {
  const show = () => {
    const groups = new Map();
    for (const item of state.plan.items) {
      const group = item.type === "row" ? item.section || words.nameless : words[item.type];
      groups.set(group, [...(groups.get(group) || []), item]);
    }
    root.replaceChildren(...[...groups].map(([name, items]) => {
      const all = element("button", { type: "button", textContent: `${name} (${items.length})`,
        onclick: () => state.choose(items.map(({ id }) => id)) });
      const each = items.slice(0, 100).map((item) => element("button", { type: "button",
        ariaPressed: state.ids.has(item.id), textContent: item.label || item.name || item.writing?.text || "–",
        onclick: (event) => state.choose(event.shiftKey ? [...state.ids, item.id] : [item.id]) }));
      return element("li", {}, all, element("span", { className: "designer__each" }, ...each));
    }));
  };
  state.addEventListener("change", show);
  state.addEventListener("choose", () => root.contains(document.activeElement) || show());
  show();
}
