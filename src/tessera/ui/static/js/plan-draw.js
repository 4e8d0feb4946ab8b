// A plan as SVG. Each item is one group, drawn anew only when the item is another object than before.

import { boundsOf, seatsOf } from "./plan-doc.js";
import { COLOURS, drawn, ordered, ring, svg } from "./plan-figures.js";

export class PlanDrawing {
  constructor(host) {
    this.picture = svg("g", { class: "plan__picture" });
    this.items = svg("g");
    this.over = svg("g", { class: "plan__over" });
    this.groups = new Map();
    host.append(this.picture, this.items, this.over);
  }

  /** Draw `plan` with `selected` items and seats. */
  draw(plan, selection) {
    const colours = new Map(plan.categories.map(({ key }, n) => [key, (n % COLOURS) + 1]));
    const scheme = plan.categories.map(({ key }) => key).join();
    const fresh = scheme !== this.scheme;
    this.scheme = scheme;
    const kept = new Set(plan.items.map(({ id }) => id));
    for (const [id, { group }] of this.groups) {
      if (!kept.has(id)) { group.remove(); this.groups.delete(id); }
    }
    let before = null;
    for (const item of ordered(plan.items)) {
      let known = this.groups.get(item.id);
      if (!known || known.item !== item || fresh) {
        const group = drawn(item, colours);
        if (known) known.group.replaceWith(group);
        known = { item, group };
        this.groups.set(item.id, known);
      }
      const after = before ? before.nextSibling : this.items.firstChild;
      if (known.group !== after) this.items.insertBefore(known.group, after);
      before = known.group;
    }
    this.select(plan, selection);
  }

  /** Rings around what is chosen. */
  select(plan, { ids, spots }) {
    for (const [id, { group }] of this.groups) group.classList.toggle("is-picked", ids.has(id));
    const rings = [];
    for (const [id, chosen] of spots) {
      const item = this.groups.get(id)?.item;
      for (const i of chosen) {
        const seat = item && seatsOf(item)[i];
        if (seat) rings.push(ring(seat));
      }
    }
    const box = boundsOf(plan.items.filter(({ id }) => ids.has(id)));
    if (box) rings.push(svg("rect", { class: "plan__box", x: box.x - 6, y: box.y - 6,
      width: box.width + 12, height: box.height + 12, rx: 4 }));
    this.over.replaceChildren(...rings);
  }

  /** While something is dragged, only its group is moved; the plan changes once it is dropped. */
  nudge(ids, dx, dy) {
    for (const id of ids) {
      this.groups.get(id)?.group.setAttribute("transform", `translate(${dx} ${dy})`);
    }
    this.over.setAttribute("transform", `translate(${dx} ${dy})`);
  }

  settle() {
    for (const { group } of this.groups.values()) group.removeAttribute("transform");
    this.over.removeAttribute("transform");
  }

  /** What is about to be made. */
  ghost(...shapes) {
    this.over.replaceChildren(...shapes);
  }

  /** The picture to draw after: `{ href, x, y, width, opacity }`, or nothing. */
  under(told) {
    this.picture.replaceChildren(...(told?.href ? [svg("image", { href: told.href, x: told.x,
      y: told.y, width: told.width, opacity: told.opacity })] : []));
  }
}
