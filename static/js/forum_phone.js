// The phone in a forum: what is heard of the forum, and what is sent to it.
import { setClock, startClocks } from "./clock.js";
import { addBoardCard } from "./forum_cards.js";
import { refetching } from "./forum_refetch.js";
import { connect } from "./live.js";
import { startQueue } from "./post_queue.js";
import { startVote } from "./vote.js";

const CONNECTION_TEXTS = {
  stream: "Tersambung",
  poll: "Tersambung (berkala)",
  offline: "Luring",
  closed: "",
};

function startPhone(live) {
  const refetch = refetching(live, () => {
    queue.followPhase();
    vote.readBallot();
  });
  const queue = startQueue(live);
  const vote = startVote(live, refetch);
  startClocks();
  live.addEventListener("live", ({ detail }) => hear(live, detail, refetch));
  live.addEventListener("live-state", ({ detail }) => {
    showConnection(detail);
    if (detail === "stream" || detail === "poll") queue.flush();
  });
  connect(live);
}

function hear(live, event, refetch) {
  for (const name of ["posts", "seats", "voters"]) {
    const place = live.querySelector(`[data-count="${name}"]`);
    if (place && event[name] !== undefined) place.textContent = event[name];
  }
  if (event.kind === "post" && event.card) addBoardCard(live, event.card);
  if (event.kind === "phase" || event.kind === "clock") showClock(live, event);
  if (event.kind === "phase" || event.kind === "show") refetch();
  if (event.kind === "board" && concerns(live, event.keys)) refetch();
}

// Cards that this page does not show may change without it.
function concerns(live, keys) {
  if (!keys) return true;
  return keys.some((key) => live.querySelector(`[data-card="${CSS.escape(key)}"]`));
}

function showClock(live, event) {
  const clock = live.querySelector("[data-clock]");
  clock.querySelector("[data-clock-paused]").hidden = event.paused === null;
  setClock(clock, event);
}

function showConnection(state) {
  const mark = document.querySelector("[data-connection]");
  mark.dataset.state = state;
  mark.querySelector("[data-connection-text]").textContent = CONNECTION_TEXTS[state] ?? "";
}

startPhone(document.querySelector("#live"));
