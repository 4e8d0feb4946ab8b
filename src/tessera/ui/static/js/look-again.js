// Loads a page that waits for something again, after the seconds that it asks for, while somebody
// looks. Without JavaScript a <noscript> meta element does the same.

const { content } = document.querySelector("meta[name=look-again]");

setTimeout(() => {
  if (!document.hidden) location.reload();
  else document.addEventListener("visibilitychange", () => location.reload(), { once: true });
}, 1000 * Number(content));
