// Fetch again what changes with the phase. Three hundred phones hear of a change at once, so each
// waits a random moment, and none asks more often than every three seconds or while nobody looks.
const REFETCH_GAP = 3000;
const REFETCH_JITTER = 1500;
const REFETCH_RETRY = 5000;

export function refetching(live, swapped) {
  let isStale = false;
  let last = -REFETCH_GAP;
  let timer;

  async function fetchAgain() {
    timer = undefined;
    if (document.hidden) return;
    last = performance.now();
    isStale = false;
    let isDone = false;
    const done = () => (isDone = true);
    live.addEventListener("htmx:afterSwap", done, { once: true });
    await htmx
      .ajax("GET", location.pathname + location.search, { target: "#forum-main", swap: "outerHTML" })
      .catch(() => {});
    live.removeEventListener("htmx:afterSwap", done);
    if (isDone) return swapped();
    isStale = true;
    return plan(REFETCH_RETRY);
  }

  function plan(wait) {
    isStale = true;
    timer ??= setTimeout(fetchAgain, wait);
  }

  document.addEventListener("visibilitychange", () => {
    if (isStale && !document.hidden) plan(0);
  });
  return (isUrgent = false) => {
    const jitter = isUrgent ? 0 : Math.random() * REFETCH_JITTER;
    plan(Math.max(last + REFETCH_GAP - performance.now(), 0) + jitter);
  };
}
