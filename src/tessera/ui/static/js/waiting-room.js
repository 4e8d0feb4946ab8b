// The waiting room, live: one small public document every few seconds, the rest is worked out here.
//
// The document is the same for everybody and may come from any cache. One's own rank is learned once,
// after the draw, from a document of 256 ranks that never changes. When the turn has come the page is
// loaded anew: the server says so, and offers the way in.

import { getPublicJSON } from "./api.js";
import { number, say } from "./wording.js";

const SOON_MS = 4000;
const HIDDEN_MS = 30000;
const NEAR_MINUTES = 2;
const SPREAD_MS = 4000;
const SAID_EVERY_MS = 60000;
const RANKS_A_DOCUMENT = 256;
const SLOW_SHARE = 10;

const room = document.querySelector("[data-waiting-room]");
const { waitingRoom: id, state, lane, number: own } = room.dataset;
const texts = JSON.parse(room.dataset.texts);
const figures = Object.fromEntries(
  [...room.querySelectorAll("[data-figure]")].map((each) => [each.dataset.figure, each]),
);
let rank = Number(room.dataset.rank) || null;
let saidAt = 0;
let wait = null;
let saidWait = null;

/** Minutes until somebody is called who has so many ahead; null where nobody is called. */
function minutesOf(status, ahead) {
  if (status.phase !== "open" || !status.pace_per_minute) return null;
  let before = ahead;
  if (lane === "slow") {
    const { main, presale } = status.lanes;
    const others = main.arrived - main.serving + presale.arrived - presale.serving;
    before = Math.min(ahead * SLOW_SHARE, ahead + others);
  }
  return Math.ceil(before / status.pace_per_minute);
}

function waitText(wait) {
  if (wait === null) return texts.unknown;
  return wait <= 1 ? texts.soon : say(texts.wait, { count: number(wait) });
}

/** Told to screen readers when something has changed, and at most once a minute. */
function tell(ahead) {
  const now = performance.now();
  if (saidAt && (now - saidAt < SAID_EVERY_MS || wait === saidWait)) return;
  saidAt = now;
  saidWait = wait;
  const facts = { count: number(ahead), wait: waitText(wait) };
  announce(say(texts.ahead, facts));
}

const part = (name, shown) => {
  for (const each of room.querySelectorAll(`[data-part="${name}"]`)) each.hidden = !shown;
};
const announce = (text) => { room.querySelector("[data-said]").textContent = text; };

async function learnRank(early) {
  if (Number(own) > early) return Number(own);
  const part = Math.floor((own - 1) / RANKS_A_DOCUMENT);
  const { first, ranks } = await getPublicJSON(`/waiting-rooms/${id}/ranks/${lane}/${part}`);
  return ranks[own - first];
}

/** From the draw to the queue, without loading the page: a million that did would be a storm. */
function enterQueue() {
  part("drawing", false);
  part("waiting", true);
  room.querySelector("h1").textContent = texts.queue;
  for (const each of room.querySelectorAll('[data-figure="rank"]')) each.textContent = number(rank);
}

/** The end, or the beginning, for who has nothing more to wait for. */
function finish(text, name) {
  part("drawing", false);
  part("waiting", false);
  part(name, true);
  room.querySelector("h1").textContent = text;
  announce(text);
  return false;
}

/** What the document means here; false once there is nothing more to look for. */
async function show(status) {
  const message = room.querySelector("[data-message]");
  message.hidden = !status.message;
  message.firstElementChild.textContent = status.message;
  if (status.phase === "closed") return finish(texts.closed, "closed");
  if (!own) return state !== "planned" || status.phase === "planned" || finish(texts.open, "changed");
  const mine = status.lanes[lane];
  for (const each of room.querySelectorAll('[data-figure="arrived"]')) {
    each.textContent = number(mine.arrived);
  }
  if (mine.early === null) return true;
  if (!rank) {
    rank = await learnRank(mine.early);
    enterQueue();
  }
  part("paused", status.phase === "paused");
  if (rank <= mine.serving && status.phase !== "paused") {
    document.title = `${texts.turn} · ${document.title}`;
    announce(texts.turn);
    // Few at a time are called, so the server may well be asked for the way in.
    setTimeout(() => location.reload(), Math.random() * 1000);
    return false;
  }
  const ahead = Math.max(0, rank - mine.serving - 1);
  wait = minutesOf(status, ahead);
  figures.ahead.textContent = number(ahead);
  figures.wait.textContent = waitText(wait);
  tell(ahead);
  return true;
}

async function look() {
  let goesOn = true;
  let next = HIDDEN_MS;
  try {
    const status = await getPublicJSON(`/waiting-rooms/${id}`);
    room.querySelector("[data-lost]").hidden = true;
    goesOn = await show(status);
    // The server says how often everybody may look; who is nearly there looks more often.
    const near = wait !== null && wait <= NEAR_MINUTES;
    next = near ? SOON_MS : 1000 * status.poll_seconds;
  } catch {
    room.querySelector("[data-lost]").hidden = false;
  }
  if (document.hidden) next = Math.max(next, HIDDEN_MS);
  if (goesOn) setTimeout(look, next * (1 + Math.random() / 4));
}

setTimeout(look, Math.random() * SPREAD_MS);
