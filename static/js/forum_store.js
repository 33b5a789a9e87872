// What of a forum is kept on this phone: cards on their way, a ballot on its way, unsent words.
// Names are bound to forum and participant, so a shared phone never sends one person's for another.
// A blocked or full storage is no error: things are then kept as long as the page is open.
const keptInPage = new Map();

export function readKept(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? keptInPage.get(name);
  } catch {
    return keptInPage.get(name);
  }
}

// Whether it will outlive the page.
export function putKept(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return keptInPage.delete(name) || true;
  } catch {
    keptInPage.set(name, value);
    return false;
  }
}

export function dropKept(name) {
  keptInPage.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

// Everything under a prefix, oldest first; each has a ``time``.
export function allKept(prefix) {
  const names = new Set(keptInPage.keys());
  try {
    for (const name of Object.keys(localStorage)) names.add(name);
  } catch {
    // Only what the page holds.
  }
  return [...names]
    .filter((name) => name.startsWith(prefix))
    .map(readKept)
    .filter((kept) => kept?.time)
    .sort((one, two) => one.time - two.time);
}

// crypto.randomUUID is missing where a hall has no HTTPS.
export function newCardKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
