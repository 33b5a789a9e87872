// A card dragged onto another is merged below it: the same as ticking both and "Gabungkan…".
export function startDragging(page) {
  let dragged;
  const rowOf = (event) => event.target.closest?.(".control-row");
  const isOpen = (row) => row?.querySelector("[name=kartu]");
  const list = () => page.querySelector("#control-cards");
  const arm = () => {
    const may = list().hasAttribute("data-can-group");
    for (const row of list().querySelectorAll(".control-row")) {
      if (may && isOpen(row)) row.draggable = true;
    }
  };
  page.addEventListener("dragstart", (event) => {
    dragged = rowOf(event);
    if (!dragged?.draggable) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.card);
    dragged.classList.add("is-dragged");
  });
  page.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    mark(row);
    if (dragged && row && row !== dragged && isOpen(row)) event.preventDefault();
  });
  page.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    mark(undefined);
    dragged = undefined;
  });
  page.addEventListener("drop", (event) => {
    const row = rowOf(event);
    if (!dragged || !row || row === dragged || !isOpen(row)) return;
    event.preventDefault();
    mergeInto(row.dataset.card, dragged.dataset.card);
  });

  function mark(row) {
    for (const each of list().querySelectorAll(".is-target")) {
      if (each !== row) each.classList.remove("is-target");
    }
    if (dragged && row && row !== dragged && isOpen(row)) row.classList.add("is-target");
  }

  function mergeInto(lead, card) {
    htmx.ajax("POST", list().dataset.mergeUrl, {
      swap: "none",
      values: {
        kartu: [lead, card],
        lead,
        key: crypto.randomUUID?.() ?? uuidOfRandom(),
        saring: new URLSearchParams(location.search).get("saring") ?? "",
      },
    });
  }
  document.addEventListener("htmx:afterSettle", arm);
  arm();
}

// Where the page came by plain HTTP the browser has no randomUUID.
function uuidOfRandom() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
