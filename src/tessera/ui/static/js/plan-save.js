// The draft on the server: saved at every pause of the hand, checked there by the same gate that
// plans go through, published when somebody says so.

import { newKey } from "./api.js";
import { toDocument } from "./plan-doc.js";

const PAUSE_MS = 900;
const AGAIN_MS = 5000;

export class PlanKeeper {
  /** `on`: `state(word)` of "saving", "saved", "offline", "stale"; `checked(problems, capacity)`. */
  constructor(draft, version, state, on) {
    Object.assign(this, { url: `/api/v1/plan-drafts/${draft}`, version, state, on });
    this.saved = state.plan;
    state.addEventListener("change", () => {
      if (!this.stale) on.state("saving");
      this.later(PAUSE_MS);
    });
    addEventListener("beforeunload", (event) => {
      if (this.saved !== this.state.plan) event.preventDefault();
    });
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  /** Save now; one save at a time, and whatever changed meanwhile goes with the next. */
  async save() {
    clearTimeout(this.timer);
    if (this.stale) return false;
    if (this.busy) await this.busy;
    if (this.saved === this.state.plan && this.told) return true;
    this.busy = this.send();
    const done = await this.busy;
    this.busy = null;
    return done;
  }

  async send() {
    const { plan } = this.state;
    this.on.state("saving");
    const answer = await this.ask("PUT", "", { document: toDocument(plan), version: this.version });
    if (answer.status === 409) this.stale = true;
    if (!answer.ok) {
      this.on.state(this.stale ? "stale" : "offline");
      if (!this.stale) this.later(AGAIN_MS);
      return false;
    }
    this.version = answer.draft.version;
    this.saved = plan;
    this.told = true;
    this.on.state("saved");
    this.on.checked(answer.checked.problems, answer.checked.capacity);
    return true;
  }

  /** Save, then publish. Answers what the server said. */
  async publish(hallId) {
    if (!(await this.save())) return { ok: false, status: 0 };
    return this.ask("POST", "/publication", { version: this.version, hall_id: hallId });
  }

  /** A picture to draw after, as base64; null takes it away. */
  picture(content) {
    return content ? this.ask("PUT", "/picture", { content }) : this.ask("DELETE", "/picture");
  }

  async ask(method, path, body) {
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: { "Content-Type": "application/json", Accept: "application/json",
          "Idempotency-Key": newKey() },
        body: body && JSON.stringify(body),
      });
      const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
      return { ok: response.ok, status: response.status, ...answer };
    } catch {
      return { ok: false, status: 0 };
    }
  }
}
