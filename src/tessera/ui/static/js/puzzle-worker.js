// Looks for a number with which SHA-256 of `puzzle.number` begins with so many zero bits.

import { sha256Head } from "./sha256.js";

self.addEventListener("message", ({ data: { puzzle, bits } }) => {
  const text = new TextEncoder();
  for (let number = 0; ; number += 1) {
    if (sha256Head(text.encode(`${puzzle}.${number}`)) >>> (32 - bits) === 0) {
      self.postMessage(number);
      return;
    }
  }
});
