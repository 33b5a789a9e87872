// What the desk keeps on this device: the list of one session, and acts that were not sent yet.
// One entry for each act, so that two tabs never overwrite each other. A blocked storage is no
// error: acts then live as long as the page does.
const LIST_PREFIX = "meja:";
const ACT_PREFIX = "meja-antre:";
const DESK_USER = "meja-pengguna";
const LIST_AGE = 36 * 3600 * 1000;
const actsInMemory = new Map();

const placeOf = ({ session, user }) => `${session}:${user}`;

export function keepList(place, list) {
  try {
    localStorage.setItem(DESK_USER, place.user);
    localStorage.setItem(LIST_PREFIX + placeOf(place), JSON.stringify({ ...list, kept: Date.now() }));
  } catch {
    // The page works on with the list it has.
  }
}

export function keptList(place) {
  const list = readKept(LIST_PREFIX + placeOf(place));
  return list?.people && list.kept > Date.now() - LIST_AGE ? list : null;
}

// Lists hold names, so none outlives the day; acts stay until they are sent.
export function dropOldLists() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(LIST_PREFIX)) continue;
      if (!((readKept(name)?.kept ?? 0) > Date.now() - LIST_AGE)) localStorage.removeItem(name);
    }
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

// Without network nobody can be asked who sits here.
export function lastDeskUser() {
  try {
    return localStorage.getItem(DESK_USER);
  } catch {
    return null;
  }
}

// False where it could not be stored: it is then lost with the page.
export function keepAct(place, act) {
  const name = `${ACT_PREFIX}${placeOf(place)}:${act.key}`;
  actsInMemory.set(name, act);
  try {
    localStorage.setItem(name, JSON.stringify(act));
    return true;
  } catch {
    return false;
  }
}

export function dropAct(place, key) {
  const name = `${ACT_PREFIX}${placeOf(place)}:${key}`;
  actsInMemory.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // It was in memory alone.
  }
}

// In the order in which they were done.
export function keptActs(place) {
  const prefix = `${ACT_PREFIX}${placeOf(place)}:`;
  const acts = new Map();
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(prefix)) acts.set(name, readKept(name));
    }
  } catch {
    for (const [name, act] of actsInMemory) if (name.startsWith(prefix)) acts.set(name, act);
  }
  return [...acts.values()].filter(Boolean).sort((one, two) => one.order - two.order);
}

function readKept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

// crypto.randomUUID() wants HTTPS, which a hall may not have.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
