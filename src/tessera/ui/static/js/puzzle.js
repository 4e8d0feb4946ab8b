// A form with a puzzle is sent once the sum is done. The sum is done beside the page, which stays
// usable; where it cannot be done the form goes without, and its sender waits in the slow queue.

const form = document.querySelector("form[data-puzzle]");
const { puzzle, bits } = form.dataset;
const answer = form.querySelector("[name=answer]");
const working = form.querySelector("[data-working]");
const worker = new Worker(new URL("./puzzle-worker.js", import.meta.url), { type: "module" });

const done = new Promise((resolve) => {
  worker.addEventListener("message", ({ data }) => resolve(String(data)));
  worker.addEventListener("error", () => resolve(""));
});
worker.postMessage({ puzzle, bits: Number(bits) });

form.addEventListener("submit", async (event) => {
  if (answer.value || form.dataset.sent) return;
  event.preventDefault();
  form.dataset.sent = "yes";
  working.hidden = false;
  answer.value = await done;
  worker.terminate();
  form.submit();
});
