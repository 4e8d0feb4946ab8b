// A film is dragged onto a hall's line: what it would take is drawn, a clash is refused as it is let
// go, and what fits is sent by the very form that stands below for who does not drag.

import { svg } from "./plan-figures.js";
import { say } from "./wording.js";

const LEFT = 130; // where the hours begin, in the drawing's units; a unit is a minute
const STEP = 5;
const lanes = document.querySelector("svg.lanes");
const form = document.querySelector("#slot");

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

  /** The hall and minute under a pointer, or null. */
  function under({ clientX, clientY }) {
    const box = lanes.getBoundingClientRect();
    if (clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom) return null;
    const scale = lanes.viewBox.baseVal.width / box.width;
    const y = (clientY - box.top) * scale;
    const minute = Math.round(((clientX - box.left) * scale - LEFT - held.grip) / STEP) * STEP;
    const lane = [...lanes.querySelectorAll(".lane")].find(({ dataset }) => y >= dataset.y && y < Number(dataset.y) + 54);
    return lane && minute >= 0 ? { lane, minute } : null;
  }

  /** What a film would take there: until when, and who is in the way. */
  function fits({ lane, minute }) {
    const film = minute + held.minutes + (Number(form.elements.ads_minutes.value) || 0);
    const free = film + Number(lane.dataset.cleaning);
    const clash = [...lane.querySelectorAll("[data-bar]")]
      .find(({ dataset }) => minute < dataset.end && free > dataset.x);
    return { film, free, clash };
  }

  function over(event) {
    const spot = under(event);
    drop.setAttribute("visibility", spot ? "visible" : "hidden");
    if (!spot) return null;
    const { film, free, clash } = fits(spot);
    drop.setAttribute("x", LEFT + spot.minute);
    drop.setAttribute("y", Number(spot.lane.dataset.y) + 7);
    drop.setAttribute("width", free - spot.minute);
    drop.classList.toggle("drop--clash", Boolean(clash));
    talk.textContent = clash
      ? say(words.clash, { title: clash.dataset.title, time: clock(Number(clash.dataset.end)) })
      : say(words.drop, { hall: spot.lane.dataset.name, time: clock(spot.minute), end: clock(film), free: clock(free) });
    return clash ? null : spot;
  }

  function let_go(event) {
    const spot = over(event);
    held.button.removeAttribute("data-held");
    removeEventListener("pointermove", over);
    drop.setAttribute("visibility", "hidden");
    if (!spot) return;
    form.elements.title_id.value = held.button.dataset.film;
    form.elements.hall_id.value = spot.lane.dataset.hall;
    form.elements.at.value = clock(spot.minute);
    if (first + spot.minute >= 1440) form.elements.day.stepUp(1); // after midnight is the next day
    form.requestSubmit();
  }

  for (const button of document.querySelectorAll("[data-film]")) {
    button.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      held = { button, minutes: Number(button.dataset.minutes), grip: 0 };
      button.dataset.held = "";
      addEventListener("pointermove", over);
      addEventListener("pointerup", let_go, { once: true });
    });
    // By keyboard the button chooses the film in the form, where hall and time are typed.
    button.addEventListener("click", (event) => {
      if (event.detail) return;
      form.elements.title_id.value = button.dataset.film;
      form.elements.at.focus();
    });
  }
}
