// The elements around the canvas: the switch between map and list, zoom buttons, the tip.

import { element, money, say } from "./wording.js";

/** Builds the frame in front of the legend and returns its parts. */
export function buildFrame(host, words, on) {
  const button = (label, text, onclick) => {
    const made = element("button", { type: "button", textContent: text, title: label, onclick });
    made.setAttribute("aria-label", label);
    return made;
  };
  const view = (name) => element("button", {
    type: "button", textContent: words[name], onclick: () => on.view(name),
  });
  const views = { map: view("map"), list: view("list") };
  const switcher = element("div", { className: "hall__views" }, views.map, views.list);
  switcher.setAttribute("role", "group");
  switcher.setAttribute("aria-label", words.view);
  const zoom = element("div", { className: "hall__zoom" },
    button(words.zoom_out, "−", () => on.zoom(1 / 1.5)),
    button(words.zoom_in, "+", () => on.zoom(1.5)),
    button(words.fit, "⤢", on.fit));
  const canvas = element("canvas", { tabIndex: 0 });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", words.canvas);
  const wait = element("p", { className: "hall__wait", textContent: words.loading });
  const tip = element("div", { className: "hall__tip", hidden: true });
  tip.setAttribute("aria-hidden", "true");
  const spoken = element("p", { className: "said" });
  spoken.setAttribute("aria-live", "polite");
  const map = element("div", { className: "hall__map" }, canvas, wait, tip);
  host.prepend(element("div", { className: "hall__top" }, switcher, zoom), map, spoken);
  return { views, canvas, wait, tip, spoken, map, zoom, switcher };
}

/** "Row H 12", "Prime, ₹450", "restricted view, taken": the lines that tell a seat. */
export function seatLines(model, seat, words) {
  const category = model.priceOf(seat.place);
  const state = model.stateOf(seat.place);
  const notes = [
    seat.accessible && words.accessible,
    seat.companion && words.companion,
    seat.restricted_view && words.restricted,
    state !== "free" && words[state],
  ].filter(Boolean);
  const price = category && `${category.label}, ${money(category.amount, category.currency)}`;
  return [seat.label, price, notes.join(", ")].filter(Boolean);
}

/** The tip over a spot of the map, kept inside its frame. */
export function showTip(frame, lines, { px, py }) {
  const { tip, map } = frame;
  tip.hidden = !lines;
  if (!lines) return;
  const [name, ...rest] = lines;
  tip.replaceChildren(element("b", { textContent: name }), ...rest.map((text) =>
    element("small", { textContent: text + " " })));
  const most = map.clientWidth - tip.offsetWidth - 8;
  const left = Math.max(8, Math.min(most, px - tip.offsetWidth / 2));
  const above = py - tip.offsetHeight - 18;
  tip.style.transform = `translate(${left}px, ${above > 8 ? above : py + 22}px)`;
}

/** Colours of the tokens as the canvas wants them: resolved for the scheme in use. */
export function readPalette(host, categories, words, number) {
  const probe = element("span", { hidden: true });
  host.append(probe);
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ink: read("ink"),
    soft: read("ink-soft"),
    paper: read("sunk"),
    line: read("line"),
    lamp: read("lamp"),
    accent: read("accent"),
    taken: read("seat-taken"),
    held: read("seat-held"),
    kept: read("accent"),
    categories: Object.fromEntries(
      categories.map(({ key, colour }) => [key, read(`cat-${colour}`)]),
    ),
    areaText: (count) => say(words.standing, { free: number(count) }),
  };
  probe.remove();
  return palette;
}
