// One save: the copy goes to the server, and its answer comes back as {kind, …}.
const PATIENCE = 15000;
const KEEPALIVE_LIMIT = 60000; // bytes; browsers refuse more than 64 KiB
const KINDS = { 200: "saved", 401: "ended", 409: "conflict", 410: "gone", 404: "gone" };
const LATER = new Set([408, 425, 429]);

// The cookie's token outlives a new login in another tab; the form's does not.
export function freshToken() {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1];
}

export async function sendCopy(copy, controller = new AbortController(), isLeaving = false) {
  let isSlow = false;
  const timer = setTimeout(() => {
    isSlow = true;
    controller.abort();
  }, PATIENCE);
  const body = bodyOf(copy);
  try {
    const answer = await fetch(copy.saveUrl, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": freshToken() ?? "", Accept: "application/json" },
      redirect: "manual",
      keepalive: isLeaving && body.toString().length < KEEPALIVE_LIMIT,
      signal: controller.signal,
    });
    return { kind: kindOf(answer), ...(await readAnswer(answer)) };
  } catch {
    return { kind: controller.signal.aborted && !isSlow ? "cancelled" : "offline" };
  } finally {
    clearTimeout(timer);
  }
}

function bodyOf(copy) {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(copy.data)) {
    for (const value of values) body.append(name, value);
  }
  for (const name of ["key", "revision", "number", "step", "user"]) body.set(name, copy[name]);
  return body;
}

function kindOf(answer) {
  if (answer.type === "opaqueredirect") return "ended";
  if (answer.status >= 500 || LATER.has(answer.status)) return "offline";
  return KINDS[answer.status] ?? "refused";
}

async function readAnswer(answer) {
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isOurs ? await answer.json() : {};
}
