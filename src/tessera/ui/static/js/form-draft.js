// Long forms keep what is typed (form[data-draft]): on the server, for this person and this form. A
// draft is offered again with its time, never put in by itself; sending the form discards it. It keeps
// the version that it was typed over: what somebody else has saved since is told when it is sent.

import { element, say } from "./wording.js";

const PAUSE = 1500; // milliseconds after the last key
const NEVER = new Set(["csrf_token", "form_key"]);
const API = "/api/v1/me/form-drafts";

class Draft {
  constructor(form) {
    this.form = form;
    this.words = JSON.parse(form.dataset.draft);
    this.address = `${API}?form=${encodeURIComponent(this.words.form)}`;
    this.spoken = element("p", { className: "draft__kept small soft" });
    this.spoken.setAttribute("role", "status");
    form.append(this.spoken);
    form.addEventListener("input", () => this.later());
    // A form that asks (GET) is sent to be looked at; another one, marked, saves what was seen.
    const asks = form.method === "get";
    document.addEventListener("submit", ({ target }) =>
      (asks ? target.matches("form[data-saves]") : target === form) && this.forget());
    addEventListener("pagehide", () => this.timer && this.keep());
    // What was refused is still unsaved: it is kept anew.
    if (document.querySelector("main [role=alert], main .both, main [aria-invalid=true]")) this.later();
    else if (!asks || !location.search) this.offer();
  }

  values() {
    const found = {};
    for (const [name, value] of new FormData(this.form)) {
      if (NEVER.has(name) || typeof value !== "string") continue;
      (found[name] ??= []).push(value);
    }
    return found;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  async keep() {
    this.rest();
    const body = JSON.stringify({ form: this.words.form, fields: this.values() });
    const headers = { "Content-Type": "application/json" };
    try {
      const answer = await fetch(API, { method: "PUT", headers, body, keepalive: true });
      this.spoken.textContent = answer.ok ? this.words.kept : "";
    } catch {
      this.spoken.textContent = this.words.failed;
    }
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  forget() {
    this.rest();
    fetch(this.address, { method: "DELETE", keepalive: true }).catch(() => {});
  }

  async offer() {
    const answer = await fetch(this.address).catch(() => null);
    if (!answer?.ok) return;
    const { fields, saved_at } = await answer.json();
    if (!fields) return;
    const now = this.values();
    if (JSON.stringify({ ...fields, version: 0 }) === JSON.stringify({ ...now, version: 0 })) return this.forget();
    const look = { dateStyle: "medium", timeStyle: "short" };
    const when = new Date(saved_at).toLocaleString(document.documentElement.lang, look);
    const take = element("button", { type: "button", className: "button button--small", textContent: this.words.take });
    const drop = element("button", { type: "button", className: "button button--quiet button--small", textContent: this.words.drop });
    const told = element("p", { textContent: say(this.words.found, { when }) });
    if (fields.version && now.version && fields.version[0] !== now.version[0]) told.append(" ", this.words.since);
    const box = element("div", { className: "notice draft" }, told, element("p", { className: "row" }, take, drop));
    box.setAttribute("role", "status");
    take.addEventListener("click", () => { this.fill(fields); box.remove(); this.first()?.focus(); });
    drop.addEventListener("click", () => { this.forget(); box.remove(); this.first()?.focus(); });
    this.form.before(box);
  }

  /** Where somebody goes on: the button that was pressed is gone. */
  first() {
    return this.form.querySelector("input:not([type=hidden]), select, textarea");
  }

  fill(fields) {
    for (const field of this.form.elements) {
      if (!field.name || NEVER.has(field.name) || field.type === "file") continue;
      const values = fields[field.name];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = Boolean(values?.includes(field.value));
      } else if (values?.length) {
        field.value = values.length > 1 ? values.shift() : values[0];
      }
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
