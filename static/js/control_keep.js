// What a person has ticked, opened or typed stays when the server's parts are swapped; refusals show.
const KEPT_PARTS = ["control-head", "control-cards", "control-side"];
const FAILED = "Perubahan belum terkirim. Periksa sambungan, lalu coba lagi.";

export function keepSwapped(page) {
  let kept;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.responseURL.includes("/masuk/")) {
      event.detail.shouldSwap = false;
      location.reload(); // the session has ended: the login comes back here
      return;
    }
    // A refusal says why and brings the page as it is now.
    if ([409, 422, 429].includes(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    kept ??= remember(page);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (kept) restore(page, kept);
    kept = undefined;
    const status = detail.xhr.status;
    if (detail.requestConfig.verb !== "get" && (status === 0 || status === 403 || status >= 500)) {
      say(page, FAILED);
    }
  });
  page.addEventListener("change", (event) => event.target.name === "kartu" && count(page));
  page.addEventListener("click", (event) => follow(event));
  page.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(page));
  count(page);
}

function remember(page) {
  const here = document.activeElement;
  return {
    ticked: [...page.querySelectorAll("[name=kartu]:checked")].map((box) => box.id),
    open: [...page.querySelectorAll("details[open][id]")].map((each) => each.id),
    focus: KEPT_PARTS.some((id) => here?.closest(`#${id}`)) ? (here.id || "control-title") : "",
  };
}

function restore(page, { ticked, open, focus }) {
  for (const id of ticked) {
    const box = document.getElementById(id);
    if (box) box.checked = true;
  }
  for (const id of open) {
    const details = document.getElementById(id);
    if (details) details.open = true;
  }
  count(page);
  if (focus && document.activeElement === document.body) {
    (document.getElementById(focus) ?? document.getElementById("control-title"))?.focus();
  }
}

function count(page) {
  const place = page.querySelector("[data-tick-count]");
  const number = page.querySelectorAll("[name=kartu]:checked").length;
  if (place) place.textContent = `${number} dipilih`;
}

export function say(page, text) {
  const note = document.createElement("p");
  note.className = "note note--warn";
  note.textContent = text;
  page.querySelector("#control-notice").replaceChildren(note);
}

// A filter changes the list in place and the address with it: what is typed beside it stays.
function follow(event) {
  const link = event.target.closest("a[data-filter]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  htmx.ajax("GET", link.href, { swap: "none" });
}

function closeMenus(page) {
  for (const menu of page.querySelectorAll("details.control-more[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}
