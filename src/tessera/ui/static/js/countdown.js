// <count-down data-expires data-now>: counts the server's time down.
//
// Both instants come from the server. The browser's wall clock decides nothing: it may be wrong by
// hours, or be set while the page is open. Only the time that passes here (a monotonic clock) is
// taken from the difference, so a reload simply starts from two fresh instants.

const LATE_SECONDS = 60;

/** Whole seconds left, after `passed` milliseconds on this page. Never below zero. */
export function secondsLeft(expires, now, passed) {
  return Math.max(0, Math.ceil((Date.parse(expires) - Date.parse(now) - passed) / 1000));
}

/** `9:41` */
export function clockText(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

class CountDown extends HTMLElement {
  connectedCallback() {
    this.began = performance.now();
    this.whole = Number(this.dataset.whole) || 600;
    this.digits = this.querySelector("[role=timer]");
    this.hand = this.querySelector(".countdown__hand");
    this.timer = setInterval(() => this.tick(), 250);
    this.wake = () => this.tick();
    document.addEventListener("visibilitychange", this.wake);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.wake);
  }

  tick() {
    const passed = performance.now() - this.began;
    const left = secondsLeft(this.dataset.expires, this.dataset.now, passed);
    if (left === this.shown) return;
    this.shown = left;
    this.digits.textContent = clockText(left);
    const gone = 100 - Math.min(100, (100 * left) / this.whole);
    this.hand?.setAttribute("stroke-dashoffset", String(gone));
    this.classList.toggle("countdown--late", left <= LATE_SECONDS);
    if (left === 0) this.end();
  }

  end() {
    clearInterval(this.timer);
    this.digits.textContent = this.dataset.over;
    this.digits.setAttribute("role", "alert");
    this.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
  }
}

customElements.define("count-down", CountDown);
