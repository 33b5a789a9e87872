// button[data-add-row="PREFIX"] copies template[data-row="PREFIX"] to the end of [data-rows="PREFIX"].
// Without script the same button submits, and the server answers with one more row.
import { startCounters } from "./counter.js";

export function startAddRow() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (!button) return;
    const prefix = button.dataset.addRow;
    const rows = document.querySelector(`[data-rows="${prefix}"]`);
    const template = document.querySelector(`template[data-row="${prefix}"]`);
    const total = document.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    if (!rows || !template || !total) return;
    event.preventDefault();
    const box = document.createElement("template");
    box.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const first = box.content.querySelector("input:not([type=hidden]), select, textarea");
    rows.append(box.content);
    total.value = Number(total.value) + 1;
    startCounters(rows);
    first?.focus();
  });
}
