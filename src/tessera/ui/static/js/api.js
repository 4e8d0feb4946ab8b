// Calls to the server. Every refusal comes back as a value; only the network throws.

const API = "/api/v1";

/** JSON of a GET. Throws where there is none. */
export async function getJSON(path) {
  const response = await fetch(API + path, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** The same of what is everybody's: asked without a cookie, so that any cache may answer. */
export async function getPublicJSON(path) {
  const headers = { Accept: "application/json" };
  const response = await fetch(API + path, { headers, credentials: "omit" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** A random UUID, also where the page is not a secure context and `randomUUID` is missing. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Posts that may be sent again after a lost connection: the same wish keeps its key until the
 * server has given a definite answer, so that it has one effect however often it is sent.
 */
export class Desk {
  async post(path, body) {
    const wish = path + JSON.stringify(body);
    if (this.wish !== wish) [this.wish, this.key] = [wish, newKey()];
    const response = await fetch(API + path, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "Idempotency-Key": this.key,
      },
      body: JSON.stringify(body),
    });
    if (response.status < 500) this.wish = null;
    const answer = await response.json().catch(() => ({}));
    return { ok: response.ok, status: response.status, ...answer };
  }
}
