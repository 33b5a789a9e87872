// The control page: the list follows the forum while ticks, open menus and typed words stay.
import { startClocks } from "./clock.js";
import { keepSwapped } from "./control_keep.js";
import { startDragging } from "./control_drag.js";
import { startPanel } from "./control_panel.js";
import { connect } from "./live.js";

const CONTROL_GAP = 1000;
// Cards pour in by dozens, and the whole list comes with each answer.
const CONTROL_POST_GAP = 2000;
const CONTROL_LAZY = 8000;
const CONTROL_RETRY = 4000;
const CONTROL_TEXTS = {
  stream: "Tersambung",
  poll: "Tersambung (berkala)",
  offline: "Luring. Perubahan terkirim setelah tersambung lagi.",
  closed: "",
};

function startControl(page) {
  const live = page.querySelector("#live");
  page.dataset.live = "";
  const refetch = refetchingControl();
  live.addEventListener("live", ({ detail }) => hearControl(page, detail, refetch));
  live.addEventListener("live-state", ({ detail }) => markControl(page, detail));
  live.addEventListener("live-phones", ({ detail }) => markControl(page, "stream", detail));
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { status } = detail.xhr;
    if (detail.requestConfig.verb === "get" && (status === 0 || status >= 500)) refetch(CONTROL_RETRY);
  });
  keepSwapped(page);
  startPanel(page);
  startDragging(page);
  startClocks();
  startReopen();
  connect(live);
}

// At most once a second; numbers alone can wait longer, they stand on the page already.
function refetchingControl() {
  let timer;
  let due = Infinity;
  let last = 0;
  const run = () => {
    [timer, due, last] = [undefined, Infinity, performance.now()];
    if (document.querySelector("#control-cards .htmx-request")) return plan(CONTROL_GAP);
    return htmx.ajax("GET", location.pathname + location.search, { swap: "none" });
  };
  const plan = (wait, gap = CONTROL_GAP) => {
    const at = Math.max(performance.now() + wait, last + gap);
    if (at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(run, at - performance.now());
  };
  return plan;
}

function hearControl(page, event, refetch) {
  for (const name of ["posts", "seats", "voters"]) {
    for (const place of page.querySelectorAll(`[data-count="${name}"]`)) {
      if (event[name] !== undefined && name !== "posts") place.textContent = event[name];
    }
  }
  if (["seats", "votes"].includes(event.kind)) refetch(CONTROL_LAZY);
  else refetch(Math.random() * 300, event.kind === "post" ? CONTROL_POST_GAP : CONTROL_GAP);
}

function markControl(page, state, phones) {
  const mark = page.querySelector("[data-connection]");
  mark.hidden = !CONTROL_TEXTS[state];
  mark.dataset.state = state;
  const text = phones === undefined ? CONTROL_TEXTS[state] : `${phones} ponsel tersambung`;
  mark.querySelector("[data-connection-text]").textContent = text ?? "";
}

// "Buka lagi" goes away when its two minutes are over; pressed later it would be refused.
function startReopen() {
  setInterval(() => {
    const button = document.querySelector("[data-reopen-since]");
    const clock = button?.form.querySelector("[data-clock]");
    if (!button) return;
    button.dataset.left ??= 120 - (nowOf(clock) - Date.parse(button.dataset.reopenSince)) / 1000;
    button.dataset.left -= 1;
    if (button.dataset.left < 0) button.remove();
  }, 1000);
}

const nowOf = (clock) => (clock?.dataset.now ? Date.parse(clock.dataset.now) : Date.now());

const controlPage = document.querySelector("[data-control]");
if (controlPage) startControl(controlPage);
