// Keyboard shortcuts: one with Ctrl for everybody; single keys, which speech input may press by
// accident, only while the reader has not turned them off. The help (?) tells all and has the switch.

import { element } from "./wording.js";

const SWITCH = "tessera.single-keys";
const GO = { s: "/organizer", d: "/door", f: "/find" };
const PATIENCE = 1500; // milliseconds between the two keys of a pair

const wanted = () => localStorage.getItem(SWITCH) !== "off";
const typing = ({ target }) => target.closest?.("input, textarea, select, [contenteditable], canvas, dialog");

/** Listen on the whole page; `open` opens the palette. */
export function bindKeys(words, open) {
  let paired = 0;
  const help = makeHelp(words);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      return open();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (event.key === "?") return help.showModal(); // the way to the switch stays open
    if (!wanted()) return;
    if (event.key === "/") return toSearch(event);
    if (Date.now() - paired < PATIENCE && GO[event.key]) location.assign(GO[event.key]);
    paired = event.key === "g" ? Date.now() : 0;
  });
}

function toSearch(event) {
  const field = document.querySelector("main input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function makeHelp(words) {
  const keys = words.keys.flatMap(([key, does]) => [
    element("dt", {}, element("kbd", { textContent: key })), element("dd", { textContent: does }),
  ]);
  const box = element("input", { type: "checkbox", checked: wanted() });
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  const close = element("button", { type: "button", className: "link", textContent: words.close });
  const title = element("b", { textContent: words.shortcuts });
  const dialog = element("dialog", { className: "palette" },
    element("div", { className: "palette__head spread" }, title, close),
    element("dl", {}, ...keys),
    element("label", { className: "tick" }, box, element("span", { textContent: words.on })));
  dialog.setAttribute("aria-label", words.shortcuts);
  close.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  return dialog;
}
