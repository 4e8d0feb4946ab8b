// <seat-map>: the list of seats becomes a map as well. Without this file the list and the forms
// beside it sell places on their own; with it, both views choose into one basket.

import { getJSON } from "./api.js";
import { Choice, FormChoice } from "./choice.js";
import { follow } from "./live.js";
import { buildFrame, readPalette } from "./map-frame.js";
import { Hands } from "./map-hands.js";
import { listen } from "./map-input.js";
import { MapModel } from "./map-model.js";
import { MapView } from "./map-view.js";
import { SeatList } from "./seat-list.js";
import { number, say } from "./wording.js";

class SeatMap extends HTMLElement {
  async connectedCallback() {
    const { plan, max, categories, words } = this.dataset;
    this.words = JSON.parse(words);
    this.categories = JSON.parse(categories);
    this.frame = buildFrame(this, this.words, {
      view: (name) => this.turn(name),
      zoom: (factor) => this.hands?.zoom(factor),
      fit: () => this.hands?.fit(),
    });
    this.turn("map");
    try {
      const geometry = await getJSON(`/seat-plans/${plan}`);
      const staff = !Number(max) || this.dataset.choose === "form";
      this.model = new MapModel(geometry, this.categories, Number(max), staff);
    } catch {
      this.frame.wait.textContent = this.words.failed;
      return this.turn("list");
    }
    this.start();
  }

  disconnectedCallback() {
    this.unfollow?.();
  }

  start() {
    const { frame, model } = this;
    const { width, height } = model.bounds;
    frame.wait.remove();
    frame.map.style.setProperty("--tall", `${(frame.map.clientWidth * height) / width + 40}px`);
    this.dataset.ready = "";
    this.view = new MapView(frame.canvas, model, this.palette());
    const choose = (place) => this.choice?.toggle(place);
    const spoken = (text) => { frame.spoken.textContent = text; };
    this.hands = new Hands(this.view, model, frame, this.words, { choose, spoken, area: goToArea });
    this.list = new SeatList(this, model, choose, () => this.choice.go());
    if (this.dataset.choose === "form") {
      this.choice = new FormChoice(this, model, this.words, { changed: () => this.update(), spoken });
    } else if (model.limit) {
      const root = document.querySelector(".basket__live");
      const on = { changed: () => this.update(), spoken };
      this.choice = new Choice(root, this.dataset.show, model, this.words, on);
    } else frame.switcher.hidden = true; // only to look at
    this.update();
    this.watch();
  }

  /** Follow sizes, colours, hands and the server. */
  watch() {
    const { frame, model } = this;
    listen(frame.canvas, this.view, this.hands);
    new ResizeObserver(() => this.view.resize()).observe(frame.map);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.view.palette = this.palette();
      this.view.refresh();
    });
    this.unfollow = follow(this.dataset.show, {
      snapshot: (states) => this.heard(model.take(states)),
      delta: (changes) => this.heard(model.change(changes)),
    });
  }

  palette() {
    return readPalette(this, this.categories, this.words, number);
  }

  /** Map or list; both show the same choice. */
  turn(name) {
    this.dataset.view = name;
    for (const [key, button] of Object.entries(this.frame.views)) {
      button.setAttribute("aria-pressed", String(key === name));
    }
    this.view?.resize();
  }

  /** The server told of other people. `lost`: chosen places that they have now. */
  heard(lost) {
    this.dataset.live = ""; // from now on, what looks free was free a moment ago
    this.update();
    if (lost.length) this.choice?.tellLost(lost);
    const detail = this.model.states;
    this.dispatchEvent(new CustomEvent("seats:changed", { bubbles: true, detail }));
  }

  update() {
    this.view.refresh();
    this.list.update();
    this.choice?.update();
    const free = this.model.freeByCategory();
    for (const item of this.querySelectorAll("[data-category]")) {
      const count = number(free.get(item.dataset.category) ?? 0);
      item.querySelector("[data-free]").textContent = say(this.words.free_count, { count });
    }
  }
}

/** A standing area has a form of its own beside the map. */
function goToArea({ name }) {
  const forms = [...document.querySelectorAll("form[data-area]")];
  forms.find((form) => form.dataset.area === name)?.querySelector("select")?.focus();
}

customElements.define("seat-map", SeatMap);
