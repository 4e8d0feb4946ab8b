// What one person chooses: into the basket, out of it, and held at the desk.

import { Desk } from "./api.js";
import { Basket } from "./basket.js";
import { say } from "./wording.js";

/** Places that a form around the map sends: no basket, only ticks and how many there are. */
export class FormChoice {
  constructor(host, model, words, on) {
    Object.assign(this, { host, model, words, on });
    this.said = host.closest("form").querySelector("[data-chosen]");
    host.closest("form").addEventListener("formdata", ({ formData }) => {
      const ticked = new Set(formData.getAll("place"));
      for (const place of model.chosen) {
        if (!ticked.has(String(place))) formData.append("place", place); // of another part
      }
    });
  }

  toggle(place) {
    const outcome = this.model.toggle(place);
    if (outcome !== "taken") {
      const { label } = this.model.byPlace.get(place);
      const count = this.model.limit;
      this.on.spoken(say(this.words[outcome], { place: label, count }));
    }
    this.on.changed();
  }

  update() {
    const chosen = [...this.model.chosen];
    this.said.hidden = !chosen.length;
    const labels = chosen.slice(0, 12).map((place) => this.model.byPlace.get(place).label);
    const count = say(this.words.places, { count: chosen.length });
    this.said.textContent = `${count}: ${labels.join(", ")}${chosen.length > 12 ? " …" : ""}`;
  }

  tellLost() {
    this.on.changed();
  }
}

export class Choice {
  /** `on`: {changed(), spoken(text)} */
  constructor(root, show, model, words, on) {
    Object.assign(this, { show, model, words, on, desk: new Desk(), kept: `places:${show}` });
    const toggle = (place) => this.toggle(place);
    this.basket = new Basket(root, words, { remove: toggle, take: toggle, go: () => this.go() });
    for (const place of JSON.parse(sessionStorage.getItem(this.kept) || "[]")) {
      if (!model.chosen.has(place)) model.toggle(place); // chosen before a reload
    }
  }

  /** Choose or give up a place, and say which, or why not. */
  toggle(place) {
    const { model, words, basket } = this;
    const { label } = model.byPlace.get(place);
    const outcome = model.toggle(place);
    if (outcome === "limit") {
      basket.say(say(words.limit, { count: model.limit }), { problem: true });
    } else if (outcome === "taken") this.on.spoken(`${label}: ${words[model.stateOf(place)]}`);
    else {
      basket.say("");
      this.on.spoken(say(words[outcome], { place: label }));
    }
    this.on.changed();
  }

  /** Show what is chosen now, and keep it for a reload. */
  update() {
    const { model } = this;
    const chosen = [...model.chosen];
    sessionStorage.setItem(this.kept, JSON.stringify(chosen));
    this.basket.show(chosen.map((place) => (
      { place, label: model.byPlace.get(place).label, category: model.priceOf(place) })));
  }

  /** Others were faster: name the places, keep the rest, offer the nearest instead. */
  tellLost(lost, text = this.words.gone, nearest = []) {
    const { model } = this;
    const labels = lost.map((place) => model.byPlace.get(place).label).join(", ");
    const near = nearest.map((place) => model.byPlace.get(place));
    const known = near.filter((seat) => seat && model.stateOf(seat.place) === "free");
    const found = known.length ? known : lost.map((place) => model.insteadOf(place));
    const offers = [...new Set(found.filter(Boolean))].slice(0, Math.max(2, lost.length));
    this.basket.say(say(text, { places: labels }), { problem: true, offers });
  }

  /** Hold what is chosen and go on to the checkout, or say what to do instead. */
  async go() {
    const places = [...this.model.chosen];
    if (!places.length) return this.basket.say(this.words.none, { problem: true });
    this.basket.busy(true);
    try {
      const answer = await this.desk.post(`/shows/${this.show}/holds`, { places });
      if (answer.ok) {
        sessionStorage.removeItem(this.kept);
        location.assign(`/checkout/${answer.id}?token=${encodeURIComponent(answer.token)}`);
        return;
      }
      this.refused(answer);
    } catch {
      this.basket.say(this.words.offline, { problem: true });
    }
    this.basket.busy(false);
  }

  refused({ code, places = [], nearest = [] }) {
    if (code === "place_taken" && places.length) {
      this.model.change(places.map((place) => [place, "h"]));
      this.on.changed();
      return this.tellLost(places, this.words.refused_place_taken, nearest);
    }
    const text = this.words[`refused_${code}`] ?? this.words.refused_other;
    this.basket.say(text, { problem: true });
  }
}
