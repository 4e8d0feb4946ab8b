// The bell: how many messages are new, looked up now and then while somebody looks at the page.
const SECONDS = 30;

class BellCount extends HTMLElement {
  connectedCallback() {
    this.look();
    this.timer = setInterval(() => this.look(), SECONDS * 1000);
    document.addEventListener("visibilitychange", () => this.look());
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async look() {
    if (document.hidden) return;
    try {
      const answer = await fetch("/api/v1/me/inbox/unread", { credentials: "same-origin" });
      if (!answer.ok) return;
      const { unread } = await answer.json();
      this.hidden = !unread;
      this.textContent = unread > 99 ? "99+" : String(unread);
    } catch {
      // Away for a moment: the next look comes.
    }
  }
}

customElements.define("bell-count", BellCount);
