// While unsent text lies on this device, "Keluar" in the menu leads over the page that asks about it.
const OUT = 'form[action$="/keluar/"]';

export function startLogout() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(OUT)) return;
    try {
      const isKept = Object.keys(localStorage).some((name) => name.startsWith("draf:"));
      if (isKept && !document.querySelector("[data-logout-drafts]")) {
        event.preventDefault();
        location.assign(event.target.action);
      } else localStorage.removeItem("draf-pengguna");
    } catch {
      // Nothing can be kept here, so nothing has to be asked.
    }
  });
}

// Only who is signed in writes drafts, so only their devices keep the page without connection.
export function startServiceWorker() {
  if (!isSecureContext || !navigator.serviceWorker || !document.querySelector(OUT)) return;
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
