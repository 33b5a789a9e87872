// The desk: the list lies on this device, a tap goes into a queue and from there to the server.
// Without this script the same page works by plain forms.
import { applyAnswer, drawList, nameOf, numberOf, personWithCode, timeOf } from "./attendance_list.js";
import { canReopen, keepDeskPage } from "./attendance_offline.js";
import { deskQueue } from "./attendance_queue.js";
import { startScan } from "./attendance_scan.js";
import { dropOldLists, keepList, keptActs, keptList, lastDeskUser, newKey } from "./attendance_store.js";

const FETCH_EACH = 30000;
const deskRoot = document.querySelector("[data-desk]");
const deskPlace = {
  session: deskRoot.dataset.session ?? /^\/sesi\/([^/]+)\/meja\//.exec(location.pathname)?.[1] ?? "",
  user: deskRoot.dataset.user ?? lastDeskUser() ?? "",
};
deskPlace.base = `/sesi/${deskPlace.session}/meja/`;
const part = (name) => deskRoot.querySelector(`[data-desk-${name}]`);
const wordsField = part("search").elements.cari;
const saidPlace = part("said");
let deskList = null;

const queue = deskQueue(deskPlace, {
  answered(act, result) {
    if (deskList) {
      applyAnswer(deskList.people, act, result);
      keepList(deskPlace, deskList);
    }
    if (result.status !== "refused") say(result.text);
  },
  changed: draw,
});

const say = (text) => {
  saidPlace.textContent = text;
};

function draw() {
  drawState();
  drawRefused();
  if (!deskList || !isTakenOver()) return;
  const acts = keptActs(deskPlace);
  const count = drawList(deskRoot, { people: deskList.people, acts, words: words(), isOpen: deskList.isOpen });
  part("count").textContent = count;
  deskRoot.dataset.ready = "1";
  const present = part("present");
  if (present) present.textContent = deskList.people.filter((row) => timeOf(row)).length;
}

const words = () => wordsField.value.trim();
// Mail addresses do not lie on the device: such a search is the server's.
const isTakenOver = () => !words().includes("@");

function drawState() {
  const { count, isSending, stopped, isLost } = queue.state;
  const place = part("state");
  const text =
    stopped ||
    (isLost
      ? `Luring. Menunggu dikirim (${count}). Catatan tersimpan di perangkat ini dan dikirim sendiri.`
      : count
        ? `${isSending ? "Mengirim" : "Menunggu dikirim"} (${count})`
        : "Tersambung. Semua catatan terkirim.");
  if (place.textContent !== text) place.textContent = text;
  place.hidden = false;
  place.dataset.state = stopped ? "stopped" : isLost ? "offline" : count ? "waiting" : "ok";
  part("unsafe").hidden = !isLost || canReopen();
}

function drawRefused() {
  const place = part("refused");
  const acts = keptActs(deskPlace).filter((act) => act.refused);
  place.hidden = !acts.length;
  place.firstElementChild.replaceChildren(
    ...acts.map((act) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-link";
      button.textContent = "Hapus catatan";
      button.addEventListener("click", () => queue.drop(act.key));
      row.append(`${act.name ?? `Nomor ${act.number}`}, ${act.time}: ${act.refused} `, button);
      return row;
    }),
  );
}

async function fetchList() {
  if (!deskPlace.session) return;
  try {
    const answer = await fetch(`${deskPlace.base}daftar/`, { redirect: "manual" });
    if (!answer.ok) return;
    const list = await answer.json();
    deskList = { ...list, offset: Date.parse(list.now) - Date.now() };
    keepList(deskPlace, deskList);
    draw();
  } catch {
    // The list kept last is still here.
  }
}

// The server's clock, as far as this device knows it.
function moment() {
  const now = new Date(Date.now() + (deskList?.offset ?? 0));
  const time = now.toLocaleTimeString("id-ID", {
    timeZone: "Asia/Jakarta",
    hour: "2-digit",
    minute: "2-digit",
  });
  return { at: now.toISOString(), time: time.replace(":", ".") };
}

function checkIn(row) {
  const isQueued = keptActs(deskPlace).some(
    (act) => act.act === "check_in" && act.number === numberOf(row) && !act.refused,
  );
  if (timeOf(row) || isQueued) {
    say(`${nameOf(row)} sudah tercatat hadir.`);
    return;
  }
  queue.add({ key: newKey(), act: "check_in", number: numberOf(row), name: nameOf(row), ...moment() });
  say(`${nameOf(row)} dicatat hadir.`);
}

function undo(number, key) {
  // Not sent yet: it never happened.
  const waits = keptActs(deskPlace).find(
    (act) => act.key === key || (act.act === "check_in" && act.number === number),
  );
  if (waits && !queue.state.isSending) queue.drop(waits.key);
  else if (!number) say("Catatan ini sedang dikirim. Batalkan sebentar lagi.");
  else queue.add({ key: newKey(), act: "undo", number, ...moment() });
}

part("list").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const { number, key } = button.closest("li").dataset;
  const row = deskList.people.find((each) => numberOf(each) === Number(number));
  if (button.dataset.act === "check_in" && row) checkIn(row);
  else if (button.dataset.act === "undo") undo(Number(number), key);
  else queue.add({ key: newKey(), act: "confirm", number: Number(number), ...moment() });
  wordsField.focus();
});

part("search").addEventListener("submit", (event) => {
  if (!deskList || !isTakenOver()) return;
  event.preventDefault();
  // A scanner that types like a keyboard ends with Enter.
  const row = personWithCode(deskList.people, words());
  if (row) useCode(row);
  draw();
});
wordsField.addEventListener("input", draw);

function useCode(row) {
  wordsField.value = "";
  checkIn(row);
}

part("walk-in").addEventListener("submit", (event) => {
  if (!deskList) return;
  const form = event.target;
  const answers = Object.fromEntries(
    ["name", "organisation", "kind"].map((name) => [name, String(form.elements[name].value).trim()]),
  );
  const isWhole = Object.values(answers).every(Boolean);
  if (!isWhole && !queue.state.isLost) return; // the server says what is missing
  event.preventDefault();
  if (!isWhole) {
    say("Isi nama, lembaga, dan jenis lebih dulu.");
    return;
  }
  queue.add({ key: newKey(), act: "walk_in", ...answers, ...moment() });
  say(`${answers.name} didaftarkan dan dicatat hadir.`);
  form.reset();
  form.elements.name.focus();
});

deskRoot.querySelector(".desk-jump").addEventListener("click", (event) => {
  event.preventDefault();
  part("walk-in").elements.name.focus();
});

startScan(part("scan"), part("video"), (code) => {
  const row = deskList && personWithCode(deskList.people, code);
  if (row) useCode(row);
  else say("Kode kartu ini tidak ada dalam daftar.");
  draw();
});

dropOldLists();
deskList = keptList(deskPlace);
if (!deskRoot.dataset.session && deskList) part("title").textContent = deskList.title;
draw();
fetchList().then(() => {
  if (!deskList) say("Daftar sesi ini belum tersimpan di perangkat. Buka sekali selagi tersambung.");
});
queue.send();
keepDeskPage(deskRoot.dataset);
setInterval(fetchList, FETCH_EACH);
