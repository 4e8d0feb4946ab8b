// What is chosen, with its price and the way on. Beside the map; at the foot of a phone.

import { element, money, say } from "./wording.js";

export class Basket {
  /** `on`: {remove(place), clear(), go(), take(place)} */
  constructor(root, words, on) {
    Object.assign(this, { root, words, on });
    this.list = element("ul", { className: "basket__places" });
    this.text = element("p", { className: "basket__say" });
    this.text.setAttribute("role", "status");
    this.offers = element("div", { className: "basket__offers" });
    this.sum = element("b", { className: "figures" });
    this.count = element("span");
    this.total = element("p", { className: "basket__total" }, this.count, this.sum);
    this.button = element("button", {
      className: "button button--wide", type: "button", textContent: words.continue, onclick: on.go,
    });
    const end = element("div", { className: "basket__end" }, this.total, this.button);
    const title = element("h2", { className: "basket__title", textContent: words.your_places });
    root.replaceChildren(title, this.list, this.text, this.offers, end);
    root.hidden = false;
    this.show([]);
  }

  /** `lines`: [{place, label, category}] with category {label, amount, currency, colour}. */
  show(lines) {
    const { words } = this;
    this.list.replaceChildren(...lines.map((line) => this.row(line)));
    this.list.hidden = !lines.length;
    this.root.classList.toggle("basket__live--some", lines.length > 0);
    this.button.setAttribute("aria-disabled", String(!lines.length));
    const total = lines.reduce((sum, line) => sum + line.category.amount, 0);
    this.total.hidden = !lines.length;
    this.sum.textContent = lines.length ? money(total, lines[0].category.currency) : "";
    const count = lines.length;
    this.count.textContent = count === 1 ? words.one_place : say(words.places, { count });
    if (!count && !this.text.classList.contains("basket__say--problem")) this.say(words.none);
    else if (this.text.textContent === words.none) this.say("");
  }

  row({ place, label, category }) {
    const dot = element("span", { className: `dot cat-${category.colour}` });
    const name = element("span", {}, label, element("small", { textContent: category.label }));
    const cost = money(category.amount, category.currency);
    const price = element("span", { className: "figures", textContent: cost });
    const onclick = () => this.on.remove(place);
    const remove = element("button", { type: "button", textContent: "×", onclick });
    remove.setAttribute("aria-label", say(this.words.remove, { place: label }));
    return element("li", {}, dot, name, price, remove);
  }

  /** A sentence under the list; `offers` are seats to take instead: [{place, label}]. */
  say(text, { problem = false, offers = [] } = {}) {
    this.text.textContent = text;
    this.text.hidden = !text;
    this.text.classList.toggle("basket__say--problem", problem);
    this.offers.replaceChildren(...offers.map(({ place, label }) =>
      element("button", {
        type: "button", className: "chip", textContent: say(this.words.nearest, { place: label }),
        onclick: () => this.on.take(place),
      })));
  }

  busy(is) {
    this.button.disabled = is;
    this.button.textContent = is ? this.words.holding : this.words.continue;
  }
}
