// The form above the list (merge, hide, move, title): it gets the focus and can be put away.
export function startPanel(page) {
  const panel = page.querySelector("#control-panel");
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== panel) return;
    if (!panel.firstElementChild) {
      // Done: go on where it can be taken back.
      (page.querySelector("#control-undo") ?? page.querySelector("#control-title")).focus();
      for (const box of page.querySelectorAll("[name=kartu]:checked")) box.checked = false;
      page.dispatchEvent(new Event("change"));
      return;
    }
    for (const menu of page.querySelectorAll("details.control-more[open]")) menu.open = false;
    (panel.querySelector("[autofocus]") ?? panel.querySelector("#panel-title")).focus();
    panel.scrollIntoView({ block: "nearest" });
  });
  panel.addEventListener("click", (event) => {
    if (!event.target.closest("[data-panel-close]")) return;
    event.preventDefault();
    panel.replaceChildren();
    page.querySelector("#control-title").focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    panel.replaceChildren();
    page.querySelector("#control-title").focus();
  });
}
