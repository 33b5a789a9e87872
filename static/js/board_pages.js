// Pages of the wall: they turn every twelve seconds, by button, by the arrow keys, and "p" holds them.
export function turning(board) {
  const seconds = Number(board.dataset.pageSeconds);
  const hold = board.querySelector("[data-pages-pause]");
  const buttons = [...board.querySelectorAll("[data-pages-back], [data-pages-on], [data-pages-pause]")];
  const state = { place: 0, isHeld: false, since: Date.now() };
  const pages = () => [...board.querySelectorAll("[data-page]")];

  function show(place) {
    const all = pages();
    state.place = all.length ? (place + all.length) % all.length : 0;
    all.forEach((page, number) => (page.hidden = number !== state.place));
    for (const button of buttons) button.hidden = all.length < 2;
    const text = all.length > 1 ? `Halaman ${state.place + 1} dari ${all.length}` : "";
    board.querySelector("[data-page-mark]").textContent = text;
  }

  function turn(by) {
    state.since = Date.now();
    show(state.place + by);
  }

  function setHeld(isHeld) {
    state.isHeld = isHeld;
    state.since = Date.now();
    hold.setAttribute("aria-pressed", isHeld);
  }

  board.querySelector("[data-pages-back]").addEventListener("click", () => turn(-1));
  board.querySelector("[data-pages-on]").addEventListener("click", () => turn(1));
  hold.addEventListener("click", () => setHeld(!state.isHeld));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || pages().length < 2) return;
    if (event.key === "ArrowRight" || event.key === "PageDown") turn(1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") turn(-1);
    else if (event.key.toLowerCase() === "p") setHeld(!state.isHeld);
    else return;
    event.preventDefault();
  });
  setInterval(() => {
    if (!state.isHeld && Date.now() - state.since >= seconds * 1000) turn(1);
  }, 250);
  const open = pages().findIndex((page) => !page.hidden);
  show(Math.max(open, 0));
  return { swapped: () => show(Math.min(state.place, Math.max(pages().length - 1, 0))) };
}
