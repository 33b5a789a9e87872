// While unsent text lies on this device, "Keluar" in the menu leads over the page that asks about it.
const OUT = 'form[action$="/keluar/"]';
const UNSENT = /^(draf|meja-antre):/;

export function startLogout() {
  showDeskNote();
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(OUT)) return;
    try {
      const isKept = Object.keys(localStorage).some((name) => UNSENT.test(name));
      if (isKept && !document.querySelector("[data-logout-drafts]")) {
        event.preventDefault();
        location.assign(event.target.action);
      } else {
        localStorage.removeItem("draf-pengguna");
        forgetDesk();
      }
    } catch {
      // Nothing can be kept here, so nothing has to be asked.
    }
  });
}

// Check-ins that a desk has not sent yet: the page that asks says so.
function showDeskNote() {
  const note = document.querySelector("[data-logout-desk]");
  try {
    if (note) note.hidden = !Object.keys(localStorage).some((name) => name.startsWith("meja-antre:"));
  } catch {
    // Nothing can be kept here.
  }
}

// The list of a desk holds names. What it has not sent yet stays, under its person's own key.
function forgetDesk() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("meja:") || name === "meja-pengguna") localStorage.removeItem(name);
  }
}

// Only who is signed in writes drafts, so only their devices keep the page without connection.
export function startServiceWorker() {
  if (!isSecureContext || !navigator.serviceWorker || !document.querySelector(OUT)) return;
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
