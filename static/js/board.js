// The projector: the picture follows the forum, its pages turn by themselves, the last one stays.
import { startClocks } from "./clock.js";
import { turning } from "./board_pages.js";
import { connect } from "./live.js";

const BOARD_GAP = 1000;
const BOARD_POST_GAP = 1500;
const BOARD_RETRY = 3000;
// Without a stream (a session has ended, say) the picture is still asked for.
const BOARD_SLOW = 10000;
const OFFLINE_TEXT = "Sambungan terputus. Gambar terakhir";

function startBoard(board) {
  const live = document.querySelector("#live");
  const pages = turning(board);
  const said = { at: Date.now(), isOnline: true, timer: undefined, last: -BOARD_POST_GAP };
  const plan = (wait) => {
    said.timer ??= setTimeout(() => fetchBoard(board, said, pages, plan), Math.max(wait, 0));
  };
  live.addEventListener("live", ({ detail }) => {
    touch(board, said, true);
    const gap = detail.kind === "post" ? BOARD_POST_GAP : BOARD_GAP;
    hearBoard(board, detail, () => plan(said.last + gap - performance.now()));
  });
  live.addEventListener("live-state", ({ detail }) => {
    if (detail === "offline") touch(board, said, false);
    else if (detail === "closed") setInterval(() => plan(0), BOARD_SLOW);
    else {
      if (!said.isOnline) plan(0);
      said.isOnline = true;
      drawMark(board, said);
    }
  });
  startClocks();
  setInterval(() => drawMark(board, said), 1000);
  connect(live);
}

async function fetchBoard(board, said, pages, plan) {
  said.last = performance.now();
  try {
    const answer = await fetch(location.href, {
      headers: { "HX-Request": "true" },
      redirect: "error",
      signal: AbortSignal.timeout(8000),
    });
    if (!answer.ok) throw new Error(answer.status);
    htmx.swap("#board-view", await answer.text(), { swapStyle: "outerHTML" });
    pages.swapped();
    said.timer = undefined;
    said.at = Date.now();
    touch(board, said, true);
  } catch {
    said.timer = undefined;
    touch(board, said, false);
    plan(BOARD_RETRY);
  }
}

// Numbers change in place; the picture is fetched where something on it is different.
function hearBoard(board, event, refetch) {
  for (const name of ["posts", "seats", "voters"]) {
    if (event[name] === undefined) continue;
    for (const place of board.querySelectorAll(`[data-count="${name}"]`)) {
      place.textContent = event[name];
    }
  }
  const { dataset } = board.querySelector("#board-view");
  const isSilent =
    (event.kind === "post" && dataset.readable === undefined) ||
    (event.kind === "votes" && dataset.showsResults === undefined) ||
    event.kind === "record";
  if (!isSilent) refetch();
}

function touch(board, said, isOnline) {
  said.isOnline = isOnline;
  if (isOnline) said.at = Date.now();
  drawMark(board, said);
}

function drawMark(board, said) {
  const mark = board.querySelector("[data-connection]");
  mark.dataset.state = said.isOnline ? "online" : "offline";
  const text = said.isOnline
    ? `Tersambung, diperbarui ${agoText((Date.now() - said.at) / 1000)}`
    : `${OFFLINE_TEXT} ${agoText((Date.now() - said.at) / 1000)}`;
  const place = mark.querySelector("[data-connection-text]");
  if (place.textContent !== text) place.textContent = text;
}

function agoText(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} detik lalu`;
  return `${Math.round(seconds / 60)} menit lalu`;
}

const boardPage = document.querySelector("[data-board]");
if (boardPage) startBoard(boardPage);
