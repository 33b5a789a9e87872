// After sending, the copies of the idea go. At "Keluar" people decide about what was never sent.
import { copiesOf, dropCopy, lastUser } from "./drafts_store.js";

// [data-drafts-clear="d-7k3q… baru~KEY"]: the server has all of these drafts for good.
export function clearSentDrafts() {
  for (const mark of document.querySelectorAll("[data-drafts-clear]")) {
    const names = mark.dataset.draftsClear.split(" ");
    const copies = copiesOf(mark.dataset.user);
    for (const copy of copies) if (names.includes(copy.draft)) dropCopy(copy);
  }
}

// [data-logout-drafts] stands on the page "Keluar" before its form.
export function startLogoutChoice() {
  const choice = document.querySelector("[data-logout-drafts]");
  if (!choice) return;
  const copies = copiesOf(choice.dataset.user || lastUser());
  if (!copies.length) return;
  choice.querySelector("[data-count]").textContent = copies.length;
  choice.hidden = false;
  document.addEventListener("submit", (event) => {
    const isWished = choice.querySelector("[type=checkbox]").checked;
    if (isWished && event.target.matches('[action$="/keluar/"]')) copies.forEach(dropCopy);
  });
}
