// The live sale goes on by itself: the same page is asked for again and its marked parts are put
// in place, so focus, scrolling and open tables stay where they are. Nobody is asked while nobody
// looks, and more seldom while there is no answer.

const page = document.querySelector("[data-live-page]");
const lost = page.querySelector("[data-live-lost]");
const usual = 1000 * Number(page.dataset.livePage);
const LONGEST = 60000;
let pause = usual;

function take(fresh) {
  for (const part of page.querySelectorAll("[data-live]")) {
    const now = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (now && !now.isEqualNode(part)) part.replaceChildren(...now.childNodes);
  }
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    lost.hidden = true;
    pause = usual;
  } catch {
    lost.hidden = false;
    pause = Math.min(2 * pause, LONGEST);
  }
}

async function goOn() {
  await look();
  setTimeout(goOn, pause);
}

setTimeout(goOn, pause);
document.addEventListener("visibilitychange", look);
