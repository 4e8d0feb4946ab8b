// The command palette (Ctrl or ⌘ and K): the search page as a dialog, a combobox with a list (ARIA
// authoring practices). Without this file its link leads to the page. Single keys are shortcuts only
// while the reader wants them to be (WCAG 2.1.4).

import { getJSON } from "./api.js";
import { bindKeys } from "./palette-keys.js";
import { element, number, say } from "./wording.js";

const PAUSE = 140; // milliseconds that somebody who types stops for

class Palette {
  constructor(words) {
    this.words = words;
    this.input = element("input", { type: "text", placeholder: words.placeholder, autocomplete: "off" });
    this.list = element("ul", { className: "palette__list", id: "palette-list" });
    this.spoken = element("p", { className: "said" });
    const close = element("button", { type: "button", className: "link", textContent: words.close });
    const head = element("div", { className: "palette__head" }, this.input, close);
    const foot = element("p", { className: "palette__foot", textContent: words.how });
    this.dialog = element("dialog", { className: "palette" }, head, this.list, foot, this.spoken);
    this.dialog.setAttribute("aria-label", words.title);
    this.spoken.setAttribute("role", "status");
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.title);
    const roles = { role: "combobox", "aria-controls": "palette-list", "aria-expanded": "true", "aria-autocomplete": "list", "aria-label": words.placeholder };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    close.addEventListener("click", () => this.dialog.close());
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
  }

  open() {
    if (this.dialog.open) return;
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
    this.look();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const asked = this.input.value;
    try {
      const { items } = await getJSON(`/console/search?q=${encodeURIComponent(asked)}`);
      if (asked === this.input.value) this.show(items);
    } catch {
      this.spoken.textContent = this.words.failed;
    }
  }

  show(items) {
    let kind = "";
    this.list.replaceChildren();
    this.options = items.map((item, n) => {
      if (item.kind !== kind) {
        kind = item.kind;
        const title = element("li", { className: "palette__kind", textContent: this.words.kinds[kind] });
        title.setAttribute("role", "presentation");
        this.list.append(title);
      }
      const detail = element("small", { className: "soft", textContent: item.detail });
      const option = element("li", { id: `palette-${n}` }, element("b", { textContent: item.label }), detail);
      option.setAttribute("role", "option");
      option.dataset.url = item.url;
      option.addEventListener("click", () => location.assign(item.url));
      this.list.append(option);
      return option;
    });
    const count = number(items.length);
    this.spoken.textContent = items.length ? say(this.words.found, { count }) : this.words.none;
    if (!items.length) this.list.append(element("li", { className: "palette__kind", textContent: this.words.none }));
    this.choose(0);
  }

  choose(n) {
    const count = this.options.length;
    this.chosen = count ? (n + count) % count : -1;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", String(i === this.chosen)));
    const option = this.options[this.chosen];
    this.input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.choose(this.chosen + steps[event.key]);
    else if (event.key === "Enter" && this.options?.[this.chosen]) {
      location.assign(this.options[this.chosen].dataset.url);
    } else return;
    event.preventDefault();
  }
}

const link = document.querySelector("[data-palette]");
if (link) {
  const words = JSON.parse(link.dataset.palette);
  const palette = new Palette(words);
  link.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    palette.open();
  });
  bindKeys(words, () => palette.open());
}
