// Served at /sw.js behind two constants: CACHE_NAME, tied to the build, and OFFLINE_FILES, the page
// without connection first. Only these are stored, as a visitor gets them: nobody's data is in them.
self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE_NAME)
      .then((cache) =>
        cache.addAll(
          OFFLINE_FILES.map((url) => new Request(url, { credentials: "omit", cache: "reload" })),
        ),
      )
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== CACHE_NAME).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE_FILES[0])));
  } else if (request.method === "GET" && OFFLINE_FILES.indexOf(pathname) > 0) {
    event.respondWith(
      caches.match(pathname, { cacheName: CACHE_NAME }).then((stored) => stored ?? fetch(request)),
    );
  }
});
