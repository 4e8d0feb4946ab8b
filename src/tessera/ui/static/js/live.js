// Follow a show: a stream of changes, and polling where streams do not get through.

import { getJSON } from "./api.js";

const POLL_MS = 5000;
const RETRY_STREAM_MS = 30000;

/** `on`: {snapshot(states), delta(changes), status?(status)}. Returns a function that stops. */
export function follow(show, on) {
  let source = null;
  let version = null; // of the stream; what polling brings is not counted by it
  let poller = 0;
  let retry = 0;
  let hushed = false; // told to poll for a while

  function open() {
    close();
    source = new EventSource(`/api/v1/shows/${show}/live`);
    source.onopen = stopPolling;
    source.onerror = () => {
      poller ||= setInterval(poll, POLL_MS);
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_STREAM_MS);
    };
    hear("snapshot", (event) => {
      version = event.version;
      on.snapshot(event.states);
    });
    hear("delta", (event) => {
      if (event.from_version !== version) return open(); // something was missed: start afresh
      version = event.version;
      on.delta(event.changes);
    });
    hear("poll", (event) => {
      // As many follow as the server can serve: what a cache in front of it keeps serves us too.
      close();
      hushed = true;
      poller = setInterval(poll, event.every_seconds * 1000 * (1 + Math.random() / 4));
      retry = setTimeout(open, event.stream_again_seconds * 1000 * (1 + Math.random()));
      poll();
    });
    hear("status", (event) => on.status?.(event.status));
  }

  function hear(name, listener) {
    source.addEventListener(name, (event) => listener(JSON.parse(event.data)));
  }

  const poll = () => getJSON(`/shows/${show}/seats`)
    .then((now) => on.snapshot(now.states))
    .catch(() => {}); // the next one may get through

  function stopPolling() {
    clearInterval(poller);
    poller = 0;
  }

  function close() {
    source?.close();
    source = null;
    hushed = false;
    clearTimeout(retry);
    stopPolling();
  }

  // A hidden page gives its connection back: browsers allow six to a server.
  const look = () => (document.hidden ? close() : source || hushed || open());
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    document.removeEventListener("visibilitychange", look);
    close();
  };
}
