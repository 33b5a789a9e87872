// Acts of the desk go to the server in their order, each until it is answered: at once, after
// growing pauses, and as soon as the line is back. The server takes the same key only once.
import { dropAct, keepAct, keptActs } from "./attendance_store.js";

const SEND_PAUSES = [5000, 15000, 45000, 120000];
const SEND_PATIENCE = 20000;
const MOST_ACTS = 200;
const STALE = "Muat ulang halaman ini selagi tersambung; catatan tetap tersimpan dan dikirim sesudahnya.";

export function deskQueue(place, { answered, changed }) {
  let failures = 0;
  let isSending = false;
  let timer;
  let stopped = "";

  const waiting = () => keptActs(place).filter((act) => !act.refused);

  async function send() {
    clearTimeout(timer);
    const acts = waiting().slice(0, MOST_ACTS);
    if (isSending || stopped || !acts.length) return changed();
    isSending = true;
    changed();
    const { status, body } = await postActs(place, acts);
    isSending = false;
    if (status === 200) takeAnswers(acts, body.results);
    else if ([400, 401, 403].includes(status)) stopped = body.text ?? STALE;
    else failed(acts);
    changed();
    if (status === 200 && waiting().length) await send();
  }

  function takeAnswers(acts, results) {
    failures = 0;
    const byKey = new Map(acts.map((act) => [act.key, act]));
    for (const result of results) {
      const act = byKey.get(result.key);
      if (!act) continue;
      if (result.status === "refused") keepAct(place, { ...act, refused: result.text });
      else dropAct(place, act.key);
      answered(act, result);
    }
  }

  function failed(acts) {
    for (const act of acts) if (!act.offline) keepAct(place, { ...act, offline: true });
    const pause = SEND_PAUSES[Math.min(failures, SEND_PAUSES.length - 1)];
    failures += 1;
    timer = setTimeout(send, pause);
  }

  addEventListener("online", send);
  addEventListener("offline", changed);
  return {
    send,
    add(act) {
      const isOffline = !navigator.onLine || failures > 0;
      const isKept = keepAct(place, { ...act, order: Date.now(), offline: isOffline });
      changed();
      send();
      return isKept;
    },
    drop(key) {
      dropAct(place, key);
      changed();
    },
    // What the page says of it.
    get state() {
      return { count: waiting().length, isSending, stopped, isLost: !navigator.onLine || failures > 0 };
    },
  };
}

async function postActs(place, acts) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), SEND_PATIENCE);
  try {
    const answer = await fetch(`${place.base}kirim/`, {
      method: "POST",
      body: JSON.stringify({ items: acts }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": deskToken() },
      redirect: "manual",
      signal: controller.signal,
    });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    // Not ours: an error page of a proxy, or of a token that is gone (403). The acts stay.
    if (!isOurs) return { status: answer.status === 403 ? 403 : 0, body: {} };
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: 0, body: {} };
  } finally {
    clearTimeout(timer);
  }
}

// The cookie's token outlives a new login in another tab; the form's does not.
function deskToken() {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
