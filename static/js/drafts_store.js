// Text that has not reached the server, kept on this device. One entry for each person, draft and
// step: {user, draft, step, key, number, revision, time, title, url, saveUrl, data}. Text only.
// A blocked or full storage is no error: typing goes on, the server saves all the same.
const COPY_PREFIX = "draf:";
const USER_ENTRY = "draf-pengguna";
const COPY_AGE = 30 * 24 * 3600 * 1000;

const entryOf = ({ user, draft, step }) => `${COPY_PREFIX}${user}/${draft}/${step}`;

export function putCopy(copy) {
  try {
    localStorage.setItem(entryOf(copy), JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

// Only this page's own copy: another page may have written one since.
export function dropCopy(copy) {
  const entry = entryOf(copy);
  try {
    if (readEntry(entry)?.key === copy.key) localStorage.removeItem(entry);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

// Copies of one person, newest first; what is older than 30 days goes.
export function copiesOf(user) {
  const found = [];
  try {
    for (const entry of Object.keys(localStorage)) {
      if (!entry.startsWith(COPY_PREFIX)) continue;
      const copy = readEntry(entry);
      if (!copy || copy.time < Date.now() - COPY_AGE) localStorage.removeItem(entry);
      else if (String(copy.user) === String(user)) found.push(copy);
    }
  } catch {
    return [];
  }
  return found.sort((one, two) => two.time - one.time);
}

function readEntry(entry) {
  try {
    const copy = JSON.parse(localStorage.getItem(entry));
    return copy?.data && copy.time ? copy : null;
  } catch {
    return null;
  }
}

// Who wrote here last: without a connection nobody can be asked. Signing out forgets it.
export function rememberUser(user) {
  try {
    localStorage.setItem(USER_ENTRY, user);
  } catch {
    // The page without connection then lists nothing.
  }
}

export function lastUser() {
  try {
    return localStorage.getItem(USER_ENTRY);
  } catch {
    return null;
  }
}
