// Served at /sw.js behind two constants: CACHE_NAME, tied to the build, and OFFLINE_FILES, the page
// without connection first. Only these are stored, as a visitor gets them: nobody's data is in them.
// A desk keeps its own page beside them (attendance_offline.js), as bare.
const DESK = { cache: "meja", page: "/luring/meja/", at: /^\/sesi\/[^/]+\/meja\/$/, file: /\/attendance[^/]*$/ };

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
        Promise.all(names
            .filter((name) => name !== CACHE_NAME && !name.startsWith(DESK.cache))
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => pageWithoutConnection(pathname)));
  } else if (request.method === "GET" && OFFLINE_FILES.indexOf(pathname) > 0) {
    event.respondWith(
      caches.match(pathname, { cacheName: CACHE_NAME }).then((stored) => stored ?? fetch(request)),
    );
  } else if (request.method === "GET" && DESK.file.test(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});

async function pageWithoutConnection(pathname) {
  const desk = DESK.at.test(pathname) && (await caches.match(DESK.page));
  return desk || caches.match(OFFLINE_FILES[0]);
}
