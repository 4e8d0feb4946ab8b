// The example follows the form: the same page that the button would load, and its example put in.
const form = document.querySelector("[data-previews]");
const aside = document.querySelector(".terms__aside");
const WAIT_MS = 350;
let timer = 0;
let asking = null;

async function look() {
  asking?.abort();
  asking = new AbortController();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
    if (!answer.ok) return; // something is wrong with a field: the button tells what
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".terms__aside");
    if (fresh) aside.replaceChildren(...fresh.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT_MS);
});
