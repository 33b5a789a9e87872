// The review desk by keyboard. Every key presses a button, link or field that is there without it.
const desk = document.querySelector("[data-desk]");
const panel = document.querySelector("#desk-panel");
const TICKS = "toba:centang";
const TEXTS = "textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])";

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => rows().find((row) => row.matches(".is-selected"));
const panelShows = () => panel && getComputedStyle(panel).position !== "static";
const scope = () => (panelShows() && panel.childElementCount ? panel : document);

function select(row) {
  for (const each of rows()) {
    each.classList.toggle("is-selected", each === row);
    if (each === row) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  row.scrollIntoView({ block: "nearest" });
}

function showPosition() {
  const mark = panel?.querySelector("[data-position]");
  const place = rows().indexOf(current());
  if (mark && place >= 0) mark.textContent = `${place + 1} dari ${rows().length}`;
}

function open(row) {
  select(row);
  const link = row.querySelector("[data-open]");
  if (!panelShows()) {
    link.focus();
    return;
  }
  const here = new URL(location);
  here.searchParams.set("buka", row.dataset.row);
  history.replaceState(null, "", here);
  htmx.ajax("GET", link.href, { target: panel, swap: "innerHTML" });
}

function step(by) {
  const all = rows();
  const place = all.indexOf(current()) + by;
  if (all[place]) open(all[place]);
}

function openFull() {
  const link = panel?.querySelector("[data-full]") ?? current()?.querySelector("[data-open]");
  if (link) location.assign(link.href);
}

function score(value) {
  const sets = [...scope().querySelectorAll("fieldset.score")];
  const here = document.activeElement?.closest?.("fieldset.score");
  const set = here ?? sets.find((each) => !each.querySelector(":checked"));
  const radio = set?.querySelector(`input[value="${value}"]`);
  if (!radio) return;
  radio.click();
  const next = sets[sets.indexOf(set) + 1];
  (next?.querySelector(":checked") ?? next?.querySelector("input") ?? radio).focus();
}

function nextNote() {
  const notes = [...scope().querySelectorAll("details[data-note]")];
  const place = notes.findLastIndex((note) => note.open);
  openDetails(notes[place + 1] ?? notes[0]);
}

function openDetails(details) {
  if (!details) return;
  details.open = true;
  details.querySelector(`:is(${TEXTS})`)?.focus();
}

function press(key) {
  const found = [...document.querySelectorAll(`[data-key="${key}"]`)];
  const element = found.find((each) => !each.closest("dialog"));
  if (!element) return false;
  if (element.matches("summary")) openDetails(element.parentElement);
  else if (element.matches(TEXTS)) element.focus();
  else if (key === "?") document.querySelector("#desk-keys").showModal();
  else element.click();
  return true;
}

function onKey(event) {
  const { key, target } = event;
  if (target.closest("dialog")) return;
  if (target.matches(TEXTS)) {
    if (key === "Escape") target.blur();
    if (key === "Enter" && event.ctrlKey) sendFrom(target);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const name = key.toLowerCase();
  const acts = { j: () => step(1), k: () => step(-1), c: nextNote, x: tick, enter: openFull };
  if (name === "enter" && !target.matches("body, main, [type=radio]")) return;
  if (/^[1-5]$/.test(name)) score(name);
  else if (acts[name]) acts[name]();
  else if (!"mspt0u/?".includes(name) || name.length !== 1 || !press(name)) return;
  event.preventDefault();
}

// The button beside the field that is being written: that of the note, of the decision, of the search.
function sendFrom(field) {
  const near = field.closest("details, form");
  near.querySelector("button[type=submit]:not([disabled])")?.click();
}

function tick() {
  current()?.querySelector("[name=idea]")?.click();
}

function startTicks() {
  const form = document.querySelector("[data-ticks]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[name=idea]")];
  const all = form.querySelector("[data-tick-all]");
  const untick = form.querySelector("[data-untick]");
  const kept = new Set(JSON.parse(sessionStorage.getItem(TICKS) ?? "[]"));
  for (const box of boxes) box.checked ||= kept.has(box.value);
  // Ticked on another page of the queue, or decided meanwhile and back after an undo.
  const elsewhere = new Set([...kept].filter((code) => boxes.every((box) => box.value !== code)));
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    form.querySelector("[data-tick-count]").textContent = `${ticked.length} dipilih`;
    all.checked = ticked.length === boxes.length;
    sessionStorage.setItem(TICKS, JSON.stringify([...elsewhere, ...ticked]));
  };
  const setAll = (value) => {
    for (const box of boxes) box.checked = value;
    if (!value) elsewhere.clear();
    show();
  };
  all.hidden = untick.hidden = false;
  all.addEventListener("change", () => setAll(all.checked));
  untick.addEventListener("click", () => setAll(false));
  form.addEventListener("change", (event) => event.target !== all && show());
  show();
}

function startUndo() {
  const bar = document.querySelector("[data-undo]");
  const left = bar?.querySelector("[data-countdown]");
  if (!left) return;
  const timer = setInterval(() => {
    left.textContent = Number(left.textContent) - 1;
    if (Number(left.textContent) > 0) return;
    clearInterval(timer);
    bar.remove();
  }, 1000);
}

function startPanel() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (!link || !panelShows() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.closest("[data-row]"));
  });
  document.addEventListener("htmx:load", showPosition);
  if (!panelShows()) return;
  if (panel.querySelector("[data-panel]")) current()?.scrollIntoView({ block: "nearest" });
  else if (rows()[0]) open(rows()[0]);
  showPosition();
}

startTicks();
startUndo();
startPanel();
for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;
document.querySelector('button[data-key="?"]')?.addEventListener("click", () => {
  document.querySelector("#desk-keys").showModal();
});
if (!desk.hasAttribute("data-keys-off")) document.addEventListener("keydown", onKey);
