// Where a service worker is possible the desk opens again without network: its page, the same for
// everyone, is kept beside it. On plain HTTP an open desk works on, but must not be reloaded.
const DESK_CACHE = "meja-luring";

export const canReopen = () => isSecureContext && "serviceWorker" in navigator && "caches" in window;

export async function keepDeskPage({ offlinePage, offlineFiles }) {
  if (!offlinePage || !canReopen()) return;
  const files = [offlinePage, ...offlineFiles.split(" ")];
  try {
    const cache = await caches.open(DESK_CACHE);
    await cache.addAll(
      files.map((url) => new Request(url, { credentials: "omit", cache: "reload" })),
    );
    const wanted = new Set(files.map((url) => new URL(url, location.href).href));
    for (const request of await cache.keys()) {
      if (!wanted.has(request.url)) await cache.delete(request);
    }
  } catch {
    // Kept with the next visit.
  }
}
