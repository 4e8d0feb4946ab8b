// <sold-map>: the slider moves through the sale without a page each. The server has drawn the hall,
// the figures and the table already; here the same is reckoned from when each place was sold.

import { getJSON, getPublicJSON } from "./api.js";
import { number } from "./wording.js";

class SoldMap extends HTMLElement {
  async connectedCallback() {
    this.slider = this.querySelector("input[type=range]");
    const { first, last } = this.slider.dataset;
    [this.first, this.last] = [Date.parse(first), Date.parse(last)];
    const known = await this.read().catch(() => null);
    if (!known) return; // the form of the page goes on without us
    const [{ items }, { places }] = known;
    this.sold = items.map(({ place, since, until }) => [
      place, Date.parse(since), until ? Date.parse(until) : Infinity,
    ]);
    this.dots = places.map(({ place, x, y }) => [place, `M${Math.round(x)} ${Math.round(y)}h0`]);
    this.querySelector("button[type=submit]").hidden = true;
    this.slider.addEventListener("input", () => this.draw(Number(this.slider.value)));
    this.slider.addEventListener("change", () => {
      history.replaceState(null, "", `?step=${this.slider.value}`);
    });
    this.dataset.ready = "";
  }

  read() {
    const { show, plan } = this.dataset;
    return Promise.all([getJSON(`/shows/${show}/sold`), getPublicJSON(`/seat-plans/${plan}`)]);
  }

  instant(step) {
    const steps = Number(this.slider.max) || 1;
    return this.first + ((this.last - this.first) * step) / steps;
  }

  statesAt(step) {
    const then = (at) => new Set(this.sold.filter(([, since, until]) =>
      since <= at && until > at).map(([place]) => place));
    const sold = then(this.instant(step));
    const before = step ? then(this.instant(step - 1)) : sold;
    return [sold, new Set([...sold].filter((place) => !before.has(place)))];
  }

  draw(step) {
    const [sold, fresh] = this.statesAt(step);
    const layers = { free: "", sold: "", new: "" };
    for (const [place, dot] of this.dots) {
      layers[fresh.has(place) ? "new" : sold.has(place) ? "sold" : "free"] += dot;
    }
    for (const path of this.querySelectorAll("figure > svg [data-layer]")) {
      path.setAttribute("d", layers[path.dataset.layer] ?? layers.free);
    }
    this.tell(step, sold, fresh);
  }

  tell(step, sold, fresh) {
    const within = (set, first, capacity) =>
      [...set].filter((place) => place >= first && place < first + capacity).length;
    for (const row of this.querySelectorAll("tbody tr")) {
      const span = [Number(row.dataset.first), Number(row.dataset.capacity)];
      row.querySelector("[data-count=sold]").textContent = number(within(sold, ...span));
      row.querySelector("[data-count=new]").textContent = number(within(fresh, ...span));
    }
    for (const area of this.querySelectorAll("tspan[data-first]")) {
      const { first, capacity } = area.dataset;
      area.textContent = number(within(sold, Number(first), Number(capacity)));
    }
    this.querySelector("[data-sold]").textContent = number(sold.size);
    this.querySelector("[data-new]").textContent = number(fresh.size);
    const at = new Date(this.instant(step));
    const look = { dateStyle: "medium", timeStyle: "short", timeZone: this.dataset.zone };
    const text = at.toLocaleString(document.documentElement.lang, look);
    const time = this.querySelector("[data-at]");
    time.textContent = text;
    time.dateTime = at.toISOString();
    this.slider.setAttribute("aria-valuetext", text);
  }
}

customElements.define("sold-map", SoldMap);
