// Follow a show: a stream of changes, and polling where streams do not get through.

import { getJSON } from "./api.js";

const POLL_MS = 5000;
const RETRY_STREAM_MS = 30000;

/** `on`: {snapshot(states), delta(changes), status(status)}. Returns a function that stops. */
export function follow(show, on) {
  let source = null;
  let version = null;
  let poller = 0;
  let retry = 0;

  function snapshot({ version: fresh, states }) {
    if (version !== null && fresh < version) return; // an older answer came later
    version = fresh;
    on.snapshot(states);
  }

  const refetch = () => getJSON(`/shows/${show}/seats`).then(snapshot).catch(() => {});

  function delta({ version: next, from_version: from, changes }) {
    if (version === null || from > version) return refetch(); // a gap: something was missed
    if (next <= version) return;
    version = next;
    on.delta(changes);
  }

  function open() {
    source = new EventSource(`/api/v1/shows/${show}/live`);
    source.addEventListener("snapshot", (event) => {
      stopPolling();
      version = null; // a restarted server may count anew
      snapshot(JSON.parse(event.data));
    });
    source.addEventListener("delta", (event) => delta(JSON.parse(event.data)));
    source.addEventListener("status", (event) => on.status?.(JSON.parse(event.data)));
    source.onerror = () => {
      poll();
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_STREAM_MS);
    };
  }

  function poll() {
    poller ||= setInterval(refetch, POLL_MS);
  }

  function stopPolling() {
    clearInterval(poller);
    poller = 0;
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(retry);
    stopPolling();
  }

  // A hidden page gives its connection back: browsers allow six to a server.
  const look = () => (document.hidden ? close() : source || open());
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    document.removeEventListener("visibilitychange", look);
    close();
  };
}
