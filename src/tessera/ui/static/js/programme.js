// A film is dragged onto a hall's line, or a show that stands there to another time or hall: what it
// would take is drawn, a clash is refused as it is let go, and what fits is sent by a form. The keyboard
// does the same (programme-keys.js), and so do the forms below and a show's own page.

import { svg } from "./plan-figures.js";
import { Carrier } from "./programme-keys.js";
import { say } from "./wording.js";

const LEFT = 130; // where the hours begin, in the drawing's units; a unit is a minute
const STEP = 5;
const A_DRAG = 6; // pixels: less is a click
const lanes = document.querySelector("svg.lanes");
const form = document.querySelector("#slot");
const moving = document.querySelector("#move");

if (lanes && form) {
  const words = JSON.parse(lanes.dataset.words);
  const first = Number(lanes.dataset.firstHour) * 60;
  const talk = document.querySelector("[data-programme-say]");
  const drop = svg("rect", { class: "drop", height: 40, rx: 5, visibility: "hidden" });
  lanes.append(drop);
  let held = null;

  const clock = (minutes) => {
    const at = (first + minutes) % 1440;
    return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
  };

  const unit = () => lanes.viewBox.baseVal.width / lanes.getBoundingClientRect().width;

  /** The hall and minute under a pointer, or null. */
  function under({ clientX, clientY }) {
    const box = lanes.getBoundingClientRect();
    if (clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom) return null;
    const y = (clientY - box.top) * unit();
    const minute = Math.round(((clientX - box.left) * unit() - LEFT - held.grip) / STEP) * STEP;
    const lane = [...lanes.querySelectorAll(".lane")].find(({ dataset }) => y >= dataset.y && y < Number(dataset.y) + 54);
    return lane && minute >= 0 ? { lane, minute } : null;
  }

  /** What it would take there: until when, and who is in the way. */
  function fits({ lane, minute }) {
    const film = minute + held.minutes + (held.bar ? 0 : Number(form.elements.ads_minutes.value) || 0);
    const free = film + Number(lane.dataset.cleaning);
    const clash = [...lane.querySelectorAll("[data-bar]")]
      .find((bar) => bar !== held.bar && minute < bar.dataset.end && free > bar.dataset.x);
    return { film, free, clash };
  }

  function over(event) {
    const spot = under(event);
    return spot ? paint(spot) : clear();
  }

  function clear() {
    drop.setAttribute("visibility", "hidden");
    return null;
  }

  /** Draw and say what it would be there; null where it clashes. */
  function paint(spot, before = "") {
    drop.setAttribute("visibility", "visible");
    const { film, free, clash } = fits(spot);
    drop.setAttribute("x", LEFT + spot.minute);
    drop.setAttribute("y", Number(spot.lane.dataset.y) + 7);
    drop.setAttribute("width", free - spot.minute);
    drop.classList.toggle("drop--clash", Boolean(clash));
    const told = clash
      ? say(words.clash, { title: clash.dataset.title, time: clock(Number(clash.dataset.end)) })
      : say(words.drop, { hall: spot.lane.dataset.name, time: clock(spot.minute), end: clock(film), free: clock(free) });
    talk.textContent = `${before} ${told}`.trim();
    return clash ? null : spot;
  }

  /** Send what is held to its spot; where it stands already it stays. */
  function settle(spot) {
    const { source, bar } = held;
    if (bar && spot.lane.contains(bar) && spot.minute === Number(bar.dataset.x)) return;
    if (bar) {
      moving.elements.show_id.value = bar.dataset.show;
      put(moving, spot);
    } else {
      form.elements.title_id.value = source.dataset.film;
      put(form, spot);
    }
  }

  /** Send a form with the hall, the time, and the day: after midnight is the next one. */
  function put(into, { lane, minute }) {
    into.elements.hall_id.value = lane.dataset.hall;
    into.elements.at.value = clock(minute);
    if (first + minute >= 1440) {
      const [year, month, day] = into.elements.day.value.split("-").map(Number);
      into.elements.day.value = new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
    }
    into.requestSubmit();
  }

  function let_go(event) {
    const spot = held.dragged ? over(event) : null;
    held.source.removeAttribute("data-held");
    removeEventListener("pointermove", follow);
    clear();
    if (spot) settle(spot);
  }

  function follow(event) {
    const { clientX, clientY } = event;
    held.dragged ||= Math.hypot(clientX - held.from.clientX, clientY - held.from.clientY) >= A_DRAG;
    if (held.dragged) over(event);
  }

  function take(event, source, what) {
    event.preventDefault();
    held = { source, from: event, dragged: false, grip: 0, bar: null, ...what };
    source.dataset.held = "";
    addEventListener("pointermove", follow);
    addEventListener("pointerup", let_go, { once: true });
  }

  const carrier = new Carrier(lanes, { fits, paint, settle, clear, words,
    hold: (what) => (held = { grip: 0, bar: null, ...what }), tell: (text) => (talk.textContent = text) });

  for (const button of document.querySelectorAll("[data-film]")) {
    carrier.listen(button, () =>
      ({ source: button, minutes: Number(button.dataset.minutes), title: button.dataset.title }));
    button.addEventListener("pointerdown", (event) =>
      take(event, button, { minutes: Number(button.dataset.minutes) }));
    // Enter on the button chooses the film in the form, where hall and time are typed.
    button.addEventListener("click", (event) => {
      if (event.detail) return;
      form.elements.title_id.value = button.dataset.film;
      form.elements.at.focus();
    });
  }

  for (const bar of lanes.querySelectorAll("[data-show]")) {
    carrier.listen(bar, () =>
      ({ source: bar, bar, minutes: Number(bar.dataset.width), title: bar.dataset.title }));
    bar.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.button) return; // a finger scrolls and opens
      const at = (event.clientX - lanes.getBoundingClientRect().left) * unit() - LEFT;
      const grip = at - Number(bar.dataset.x);
      take(event, bar, { bar, grip, minutes: Number(bar.dataset.width) });
    });
    bar.addEventListener("dragstart", (event) => event.preventDefault());
    // Where it was carried, it is not opened.
    bar.addEventListener("click", (event) => held?.dragged && event.detail && event.preventDefault());
  }
}
