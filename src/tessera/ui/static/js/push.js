// Lets this browser tell its owner of news (Push API), by a button that says how it stands.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

class PushSwitch extends HTMLElement {
  async connectedCallback() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
    this.worker = await navigator.serviceWorker.register("/push-worker.js").catch(() => null);
    if (!this.worker) return; // Some browsers have it switched off: then there is nothing to press.
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button--quiet";
    this.button.addEventListener("click", () => this.turn());
    this.append(this.button);
    await this.show();
  }

  async show() {
    const found = await this.worker.pushManager.getSubscription();
    this.button.textContent = found ? this.dataset.on : this.dataset.off;
    this.button.setAttribute("aria-pressed", String(Boolean(found)));
  }

  async turn() {
    this.button.disabled = true;
    try {
      const found = await this.worker.pushManager.getSubscription();
      if (found) await this.stop(found);
      else await this.start();
    } catch {
      this.querySelector("p").textContent = this.dataset.denied;
    }
    this.button.disabled = false;
    await this.show();
  }

  async start() {
    const made = await this.worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(this.dataset.key),
    });
    await fetch("/api/v1/me/push-subscriptions", {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(made.toJSON()),
    });
  }

  async stop(found) {
    const where = encodeURIComponent(found.endpoint);
    await fetch(`/api/v1/me/push-subscriptions?endpoint=${where}`, { method: "DELETE" });
    await found.unsubscribe();
  }
}

customElements.define("push-switch", PushSwitch);
