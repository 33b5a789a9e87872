// One POST of a forum's page, and its answer as {state, sentence, …}: "recorded", "refused", "late",
// "ended" (nobody is signed in any more), "later" (too fast) or "offline". Never throws.
const FORUM_PATIENCE = 15000;
export const FORUM_PAUSES = [5000, 15000, 45000];
const ENDED_TEXT =
  "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini. Masuk lagi untuk melanjutkan.";
const GONE_TEXT = "Forum ini tidak ditemukan lagi. Salin tulisan Anda.";

// The cookie's token outlives a new login in another tab; the form's does not.
function cookieToken() {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

export async function postForum(url, body, isLeaving = false) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), FORUM_PATIENCE);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": cookieToken(), Accept: "application/json" },
      redirect: "manual",
      keepalive: isLeaving,
      signal: controller.signal,
    });
    return await readForumAnswer(answer);
  } catch {
    return { state: "offline" };
  } finally {
    clearTimeout(timer);
  }
}

async function readForumAnswer(answer) {
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
    const wait = Number(answer.headers.get("Retry-After")) * 1000;
    return { wait, ...(await answer.json()) };
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    return { state: "ended", sentence: ENDED_TEXT };
  }
  if (answer.status === 404) return { state: "refused", sentence: GONE_TEXT };
  return { state: "offline" };
}

// Runs ``act`` after 5, 15, 45 s and so on while it fails, and at once when the line is back.
export function retrying(act) {
  let failures = 0;
  let timer;
  addEventListener("online", act);
  return {
    later(wait) {
      clearTimeout(timer);
      timer = setTimeout(act, wait || FORUM_PAUSES[Math.min(failures, FORUM_PAUSES.length - 1)]);
      failures += 1;
    },
    done() {
      clearTimeout(timer);
      failures = 0;
    },
  };
}
