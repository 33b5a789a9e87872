// The clock of a phase: <element data-clock data-ends-at="ISO" data-now="ISO" data-paused="seconds">.
// The server's clock counts: the phone's own may be wrong by hours. Time running out changes nothing.
const clockOffsets = new WeakMap();

// Tell an element what a phase or clock event said: {ends_at, paused, now}.
export function setClock(element, { ends_at: endsAt, paused, now }) {
  element.dataset.endsAt = endsAt ?? "";
  element.dataset.paused = paused ?? "";
  element.dataset.now = now;
  clockOffsets.delete(element);
  drawClock(element);
}

export function clockText(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(seconds / 60))}.${two(seconds % 60)}`;
}

// Seconds left, null where nothing is timed.
export function secondsLeft(element) {
  const { endsAt, paused, now } = element.dataset;
  if (paused) return Number(paused);
  if (!endsAt) return null;
  if (!clockOffsets.has(element)) {
    clockOffsets.set(element, now ? Date.parse(now) - Date.now() : 0);
  }
  const left = (Date.parse(endsAt) - Date.now() - clockOffsets.get(element)) / 1000;
  return Math.max(0, Math.round(left));
}

function drawClock(element) {
  const left = secondsLeft(element);
  const face = element.querySelector("[data-clock-face]") ?? element;
  const text = left === null ? "" : clockText(left);
  if (face.textContent !== text) face.textContent = text;
  const isOver = left === 0;
  element.classList.toggle("is-over", isOver);
  const note = element.querySelector("[data-clock-note]");
  if (!note) return;
  note.dataset.running ??= note.textContent;
  const said = isOver ? "Waktu habis" : note.dataset.running;
  if (note.textContent !== said) note.textContent = said;
}

// Draw every clock of the page each half second; clocks that are swapped in are found by themselves.
export function startClocks() {
  const draw = () => {
    for (const element of document.querySelectorAll("[data-clock]")) drawClock(element);
  };
  draw();
  return setInterval(draw, 500);
}
