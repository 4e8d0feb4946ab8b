// What the map knows: places, prices, who has them, what is chosen. No drawing, no network.

const CELL = 48; // plan units; a usual seat has a radius of 10
const FREE = ".";
const TAKEN = { s: "taken", x: "taken", h: "held", p: "held" };
const LATERAL_COST = 3; // a step to the right rather stays in its row than jumps to the next one
const REACHES = [45, 90, 200, 600, Infinity];

/** A hall and the state of one show in it. Places are numbers; seats are places with a spot. */
export class MapModel {
  /** `plan` as of GET /seat-plans/{id}; `categories` [{key, label, amount, currency, colour}].
   * `staff`: who works here sees which places are kept back; to others they are taken. */
  constructor(plan, categories, limit, staff = !limit) {
    this.plan = plan;
    this.limit = limit;
    this.staff = staff;
    this.categories = new Map(categories.map((category) => [category.key, category]));
    this.seats = plan.places;
    this.byPlace = new Map(this.seats.map((seat) => [seat.place, seat]));
    this.states = FREE.repeat(plan.capacity).split("");
    this.chosen = new Set();
    const [x, y, width, height] = plan.bounds;
    this.bounds = { x, y, width, height };
    this.grid = new Map();
    for (const seat of this.seats) {
      const key = cell(seat.x) + ":" + cell(seat.y);
      if (!this.grid.has(key)) this.grid.set(key, []);
      this.grid.get(key).push(seat);
    }
  }

  /** "free", "taken", "held" or "mine" for a place. */
  stateOf(place) {
    return this.chosen.has(place) ? "mine" : TAKEN[this.states[place]] || "free";
  }

  /** How a seat is drawn: its category where full, or "taken", "held", "kept".
   *
   * Who buys looks for free seats, so those are full. A map only to look at (no limit) shows a
   * house filling up: there the sold ones are. */
  lookOf(seat) {
    const state = this.stateOf(seat.place);
    if (this.staff && this.states[seat.place] === "x") return "kept";
    if (state === "held") return "held";
    return (state === "taken") === Boolean(this.limit) ? "taken" : seat.category;
  }

  /** Take a whole snapshot. Returns the chosen places that somebody else has now. */
  take(states) {
    this.states = states.split("");
    return this.dropLost();
  }

  /** Apply `[[place, sign], …]`. Returns the chosen places that somebody else has now. */
  change(changes) {
    for (const [place, sign] of changes) this.states[place] = sign;
    return this.dropLost();
  }

  dropLost() {
    const lost = [...this.chosen].filter((place) => this.states[place] !== FREE);
    for (const place of lost) this.chosen.delete(place);
    return lost;
  }

  /** Choose or give up a place: "added", "removed", "limit" or "taken". */
  toggle(place) {
    if (this.chosen.delete(place)) return "removed";
    if (this.states[place] !== FREE || !this.priceOf(place)) return "taken";
    if (this.chosen.size >= this.limit) return "limit";
    this.chosen.add(place);
    return "added";
  }

  /** The category of a place with its price, or undefined where it is not for sale. */
  priceOf(place) {
    return this.categories.get(this.byPlace.get(place)?.category);
  }

  /** The sum of the chosen places in minor units. */
  total() {
    return [...this.chosen].reduce((sum, place) => sum + this.priceOf(place).amount, 0);
  }

  /** Free places of each category, standing areas included: Map key → count. */
  freeByCategory() {
    const counts = new Map([...this.categories.keys()].map((key) => [key, 0]));
    const add = (key, n) => counts.set(key, (counts.get(key) || 0) + n);
    for (const seat of this.seats) if (this.states[seat.place] === FREE) add(seat.category, 1);
    for (const area of this.plan.areas) add(area.category, this.freeIn(area));
    return counts;
  }

  /** Free places of a standing area. */
  freeIn(area) {
    const states = this.states.slice(area.first_place, area.first_place + area.capacity);
    return states.filter((sign) => sign === FREE).length;
  }

  /** The seat nearest to a spot within `reach` plan units that `accepts` likes, or null. */
  nearest(x, y, reach, accepts = () => true) {
    let best = null;
    let least = reach;
    for (const seat of this.within(x, y, reach)) {
      const distance = Math.hypot(seat.x - x, seat.y - y);
      if (distance <= least && accepts(seat)) [best, least] = [seat, distance];
    }
    return best;
  }

  /** The free, unchosen seat nearest to a place, of the same category if one is near. */
  insteadOf(place) {
    const lost = this.byPlace.get(place);
    const free = (seat) => this.stateOf(seat.place) === "free" && this.priceOf(seat.place);
    const alike = (seat) => free(seat) && seat.category === lost.category;
    for (const [accepts, reach] of [[alike, 200], [free, 600], [free, Infinity]]) {
      const found = this.nearest(lost.x, lost.y, reach, accepts);
      if (found) return found;
    }
    return null;
  }

  /** The next seat from `seat` towards (dx, dy), a unit vector along one axis; or null. */
  step(seat, dx, dy) {
    for (const reach of REACHES) {
      let best = null;
      let least = Infinity;
      for (const other of this.within(seat.x, seat.y, reach)) {
        const ahead = (other.x - seat.x) * dx + (other.y - seat.y) * dy;
        const aside = Math.abs((other.x - seat.x) * dy) + Math.abs((other.y - seat.y) * dx);
        const cost = ahead + LATERAL_COST * aside;
        if (ahead > 1 && ahead > aside * 0.5 && cost < least) [best, least] = [other, cost];
      }
      if (best) return best;
    }
    return null;
  }

  /** Seats in the grid cells around a spot; all of them for an infinite reach. */
  *within(x, y, reach) {
    if (reach > 40 * CELL) return yield* this.seats;
    for (let cx = cell(x - reach); cx <= cell(x + reach); cx++) {
      for (let cy = cell(y - reach); cy <= cell(y + reach); cy++) {
        yield* this.grid.get(cx + ":" + cy) || [];
      }
    }
  }
}

const cell = (value) => Math.floor(value / CELL);
