// The door: checks in without leaving the page, so that the next code can be scanned at once.

import { Desk } from "./api.js";
import { element, number, say } from "./wording.js";

const RECENT_MAX = 12;
const PULSE = { admitted: [60], already_used: [80, 60, 80] }; // ms, where the phone can shake

const form = document.querySelector(".door__form");
const panel = document.querySelector(".answer");
const recent = document.querySelector("[data-recent]");
const tally = document.querySelector("[data-admitted]");
const words = JSON.parse(form.dataset.answers);
const language = document.documentElement.lang;
const desk = new Desk();
let admitted = Number(tally.dataset.admitted);
let turn = 0;

const clock = (at) => new Date(at).toLocaleTimeString(language, {
  hour: "2-digit", minute: "2-digit", timeZone: form.dataset.timezone,
});

/** The sentence under the answer. */
function sentence({ result, used_at: at, used_gate: gate }) {
  const came = result === "already_used" && at && say(words.used_at, { when: clock(at) });
  const where = came && gate && say(words.gate, { gate });
  const first = [came, where].filter(Boolean).join(", ");
  return [first && `${first}.`, words[result].text].filter(Boolean).join(" ");
}

/** The drawn sign of an answer: the page holds one of each. */
const sign = (name) => document.querySelector(`[data-signs] [data-sign="${name}"]`)
  .firstElementChild.cloneNode(true);

function show(name, title, ...lines) {
  panel.className = `answer answer--${name}`;
  panel.replaceChildren(sign(name), element("h2", { textContent: title }),
    ...lines.filter(Boolean).map((line) => (line instanceof Node ? line : element("p", {}, line))));
  delete panel.dataset.fresh;
  void panel.offsetWidth; // lets the animation start again for the same answer
  panel.dataset.fresh = "";
  navigator.vibrate?.(PULSE[name] ?? [200]);
}

function tell(answer, code) {
  const { result, label: place = "", category = "", holder = "" } = answer;
  const title = words[result].title;
  const seat = place && element("p", { className: "answer__place" }, place, " ",
    element("small", { textContent: category }));
  show(result, title, seat, [holder && `${holder}.`, sentence(answer)].filter(Boolean).join(" "));
  const when = element("time", { className: "small soft", textContent: clock(Date.now()) });
  const line = element("span", {}, element("b", { textContent: title }), ` ${place || code}`);
  const item = element("li", { className: `recent__item recent__item--${result}` });
  item.append(sign(result), line, when);
  recent.prepend(item);
  while (recent.children.length > RECENT_MAX) recent.lastElementChild.remove();
  if (result === "admitted") count();
}

function count() {
  admitted += 1;
  tally.textContent = number(admitted);
  const share = Math.min(100, (100 * admitted) / (Number(tally.dataset.expected) || 1));
  document.querySelector(".tally .meter rect").setAttribute("width", String(share));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const mine = ++turn;
  const code = form.elements.code.value.trim();
  if (!code) return;
  form.elements.code.value = "";
  form.elements.code.focus();
  try {
    const gate = form.elements.gate.value.trim() || form.elements.gate.placeholder;
    const wish = { code, gate, show_id: Number(form.dataset.show) };
    const answer = await desk.post("/check-ins", wish);
    if (mine !== turn) recentOnly(answer, code);
    else if (words[answer.result]) tell(answer, code);
    else show("problem", words.other_title, words.other);
  } catch {
    form.elements.code.value = code;
    show("problem", words.offline_title, words.offline);
  }
});

/** An answer that was overtaken by the next scan still counts and stays in the list. */
function recentOnly(answer, code) {
  const kept = [panel.className, [...panel.childNodes]];
  if (words[answer.result]) tell(answer, code);
  panel.className = kept[0];
  panel.replaceChildren(...kept[1]);
}
