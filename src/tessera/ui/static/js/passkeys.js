// Passkeys: hands the server's options to the browser, and what a passkey answers to the form.
// Options come as JSON (W3C WebAuthn, section 5.1.10) on the form: `data-create` or `data-get`.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

const creation = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  user: { ...options.user, id: bytes(options.user.id) },
  excludeCredentials: listed(options.excludeCredentials),
});

const request = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  allowCredentials: listed(options.allowCredentials),
});

// What the library on the server reads; binary parts as base64url.
function plain(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  const { id, type } = credential;
  return { id, rawId: text(credential.rawId), type, response: parts, clientExtensionResults: {} };
}

async function ask(form) {
  const { create, get } = form.dataset;
  const publicKey = create ? creation(JSON.parse(create)) : request(JSON.parse(get));
  const made = create
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  form.elements.credential.value = JSON.stringify(plain(made));
}

for (const form of document.querySelectorAll("[data-create], [data-get]")) {
  const problem = form.querySelector("[data-problem]");
  if (!window.PublicKeyCredential) {
    problem.hidden = false;
    continue;
  }
  form.querySelector("[type=submit]").disabled = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    problem.hidden = true;
    try {
      await ask(form);
    } catch {
      // Refused, cancelled or timed out: browsers do not say which, so that sites cannot tell.
      problem.hidden = false;
      return;
    }
    form.requestSubmit();
  });
}
