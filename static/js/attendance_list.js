// The list of the desk, drawn from what the device keeps and the acts that wait beside it.
const MOST_ROWS = 40;
const [NUMBER, NAME, FROM, CODE, TIME, MARKS] = [0, 1, 2, 3, 4, 5];

export function findPeople(people, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return people;
  return people.filter((row) => {
    const text = `${row[NAME]} ${row[FROM]}`.toLowerCase();
    return wanted.every(
      (word) =>
        text.includes(word) ||
        row[CODE].toLowerCase() === word ||
        (/^\d+$/.test(word) && row[NUMBER] === Number(word)),
    );
  });
}

export function personWithCode(people, code) {
  const wanted = code.trim().toUpperCase();
  return wanted ? people.find((row) => row[CODE] === wanted) : undefined;
}

export const numberOf = (row) => row[NUMBER];
export const nameOf = (row) => row[NAME];
export const timeOf = (row) => row[TIME];

// What has happened to a person here, in their order: the last act that waits decides.
export function withActs(row, acts) {
  const person = {
    number: row[NUMBER],
    name: row[NAME],
    from: `${String(row[NUMBER]).padStart(3, "0")} · ${row[FROM] || "tanpa lembaga"}`,
    time: row[TIME],
    isMine: row[MARKS].includes("m"),
    isGuest: row[MARKS].includes("g"),
    isCancelled: row[MARKS].includes("b"),
    waits: false,
  };
  for (const act of acts) {
    if (act.number !== row[NUMBER] || act.refused) continue;
    person.waits = true;
    if (act.act === "check_in") Object.assign(person, { time: act.time, isMine: true });
    if (act.act === "undo") person.time = "";
    if (act.act === "confirm") person.isGuest = false;
  }
  return person;
}

// The answer of the server, written into the list the device keeps.
export function applyAnswer(people, act, result) {
  if (act.act === "walk_in" && result.number) {
    const isKnown = people.some((row) => row[NUMBER] === result.number);
    if (!isKnown) {
      people.push([result.number, act.name, act.organisation, "", result.time, "m"]);
      people.sort((one, two) => one[NAME].localeCompare(two[NAME], "id"));
    }
    return;
  }
  const row = people.find((each) => each[NUMBER] === act.number);
  if (!row || result.status === "refused") return;
  if (act.act === "check_in") {
    row[TIME] = result.time;
    if (result.status === "recorded") row[MARKS] = `${row[MARKS].replace("b", "")}m`;
  }
  if (act.act === "undo") row[TIME] = "";
  if (act.act === "confirm") row[MARKS] = row[MARKS].replace("g", "");
}

export function drawList(root, { people, acts, words, isOpen }) {
  const place = root.querySelector("[data-desk-list]");
  const model = root.querySelector("template[data-desk-row]").content.firstElementChild;
  const found = findPeople(people, words);
  const rows = waitingWalkIns(acts).map((person) => drawRow(model, person, false));
  for (const row of found.slice(0, MOST_ROWS)) {
    rows.push(drawRow(model, withActs(row, acts), isOpen));
  }
  if (!rows.length) rows.push(emptyRow());
  place.replaceChildren(...rows);
  const more = found.length > MOST_ROWS ? `, ditampilkan ${MOST_ROWS}` : "";
  return `${found.length} orang${words ? " cocok" : ""}${more}`;
}

function waitingWalkIns(acts) {
  return acts
    .filter((act) => act.act === "walk_in" && !act.refused)
    .map((act) => ({
      name: act.name,
      from: `baru · ${act.organisation}`,
      time: act.time,
      waits: true,
      key: act.key,
      isMine: true,
    }));
}

function drawRow(model, person, isOpen) {
  const row = model.cloneNode(true);
  const put = (part, text) => {
    for (const place of row.querySelectorAll(`[data-part="${part}"]`)) place.textContent = text;
  };
  const show = (part, isShown) => {
    for (const place of row.querySelectorAll(part)) place.hidden = !isShown;
  };
  put("name", person.name);
  put("from", person.from);
  put("time", person.time);
  show('[data-part="guest"]', person.isGuest);
  show('[data-part="cancelled"]', person.isCancelled);
  show('[data-part="here"]', Boolean(person.time));
  show('[data-part="waits"]', person.waits);
  show('[data-act="confirm"]', person.isGuest);
  show('[data-act="undo"]', Boolean(person.time) && person.isMine);
  show('[data-act="check_in"]', isOpen && !person.time);
  row.dataset.number = person.number ?? "";
  row.dataset.key = person.key ?? "";
  return row;
}

function emptyRow() {
  const row = document.createElement("li");
  row.className = "desk-row muted";
  row.textContent = "Tidak ada yang cocok. Periksa ejaannya, atau tambahkan sebagai orang baru.";
  return row;
}
