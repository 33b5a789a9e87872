// The box for a card and the cards on their way: kept on the phone, sent once, never lost.
import { addOwnCard, blankCard, copyText } from "./forum_cards.js";
import { postForum, retrying } from "./forum_send.js";
import { allKept, dropKept, newCardKey, putKept, readKept } from "./forum_store.js";

const WAITING_TEXT = "Menunggu sambungan. Kartu tersimpan di ponsel ini dan terkirim sendiri.";
const UNKEPT_TEXT = "Ponsel ini tidak dapat menyimpan. Jangan tutup halaman sampai terkirim.";

export function startQueue(live) {
  const section = live.querySelector("[data-write]");
  const form = section.querySelector("form");
  const box = form.elements.text;
  const mark = live.querySelector("[data-queue-mark]");
  const place = live.querySelector("[data-waiting]");
  const owner = `${live.dataset.code}/${live.dataset.participant}`;
  const prefix = `kartu:${owner}/`;
  const typed = `tulis:${owner}`;
  const again = retrying(() => flush());
  let isSending = false;

  const phase = () => live.querySelector("#forum-main").dataset.phase;
  const say = (text) => (mark.textContent = text ?? "");
  const kindOf = () => new FormData(form).get("kind") ?? "";
  const keep = (card) => putKept(prefix + card.key, card);
  const forget = (card) => dropKept(prefix + card.key);
  const waiting = () => allKept(prefix).filter((card) => !card.refused);

  function draw(state = "Menunggu sambungan") {
    const all = allKept(prefix);
    place.hidden = !all.length;
    place.querySelector("[data-waiting-list]").replaceChildren(
      ...all.map((card) => {
        const item = blankCard("waiting", card);
        item.querySelector("[data-state]").textContent = card.refused ?? state;
        item.querySelector("[data-acts]").hidden = !card.refused;
        item.querySelector("[data-again]").hidden = phase() !== "collect";
        item.querySelector("[data-copy]").onclick = () => copy(card.text);
        item.querySelector("[data-again]").onclick = () => sendAgain(card);
        item.querySelector("[data-drop]").onclick = () => drop(card);
        return item;
      }),
    );
  }

  async function copy(text) {
    say((await copyText(text)) ? "Tulisan disalin." : "Tandai tulisan di atas untuk menyalinnya.");
  }

  function sendAgain(card) {
    keep({ ...card, refused: undefined });
    flush();
    box.focus();
  }

  function drop(card) {
    forget(card);
    draw();
    say("Tulisan dibuang dari ponsel ini.");
  }

  function bodyOf(card) {
    const { key, text, kind } = card;
    return new URLSearchParams({ key, text, kind, participant: live.dataset.participant });
  }

  async function flush() {
    if (isSending) return;
    isSending = true;
    for (let card = waiting()[0]; card; card = waiting()[0]) {
      draw("Mengirim…");
      const answer = await postForum(form.action, bodyOf(card));
      if (!settle(card, answer)) break;
    }
    isSending = false;
    draw();
  }

  // Whether the queue goes on with the next card.
  function settle(card, answer) {
    if (answer.state === "recorded") {
      forget(card);
      again.done();
      addOwnCard(live, card, answer.at);
      say(`Kartu terkirim pukul ${answer.at}.`);
      return true;
    }
    if (answer.state === "refused") {
      keep({ ...card, refused: answer.sentence });
      say(answer.sentence);
      return true;
    }
    say(answer.sentence ?? WAITING_TEXT);
    again.later(answer.wait);
    return false;
  }

  // The error's place is in the page already, so it is read out when it is filled.
  function complain(name, text) {
    const line = form.querySelector(`[data-error="${name}"]`);
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("d-block", Boolean(text));
    if (name !== "text") return;
    box.classList.toggle("is-invalid", Boolean(text));
    box.setAttribute("aria-invalid", String(Boolean(text)));
  }

  function isFine(text) {
    const needsKind = Boolean(form.elements.kind);
    const left = Number(box.dataset.max) - [...text.normalize("NFC")].length;
    const short = text ? "" : "Tulis isi kartu lebih dulu";
    const long = left < 0 ? `Kartu paling banyak ${box.dataset.max} huruf; ringkas dulu` : "";
    complain("kind", needsKind && !kindOf() ? "Pilih jenis kartu" : "");
    complain("text", short || long);
    if (needsKind && !kindOf()) form.querySelector("[name=kind]").focus();
    else if (short || long) box.focus();
    return !(short || long || (needsKind && !kindOf()));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (phase() !== "collect" || !isFine(text)) return;
    const isKept = keep({ key: newCardKey(), text, kind: kindOf(), time: Date.now() });
    dropKept(typed);
    box.value = "";
    box.dispatchEvent(new Event("input")); // the counter counts again
    box.focus();
    say(isKept ? "Mengirim…" : UNKEPT_TEXT);
    flush();
  });

  box.addEventListener("input", () => {
    if (box.value.trim()) putKept(typed, { text: box.value, kind: kindOf() });
    else dropKept(typed);
  });

  section.querySelector("[data-copy-box]").addEventListener("click", () => copy(box.value));

  function restoreTyped() {
    const kept = readKept(typed);
    if (!kept || box.value.trim()) return;
    box.value = kept.text;
    const radio = kept.kind && form.querySelector(`[name=kind][value="${CSS.escape(kept.kind)}"]`);
    if (radio) radio.checked = true;
    box.dispatchEvent(new Event("input"));
  }

  // The box follows the phase, but unsent words are never taken away.
  function followPhase() {
    const isOpen = phase() === "collect";
    section.hidden = !isOpen && !box.value.trim();
    section.querySelector("[data-write-closed]").hidden = isOpen;
    section.querySelector("[data-send]").hidden = !isOpen;
    section.querySelector("[data-copy-box]").hidden = isOpen;
    draw();
  }

  restoreTyped();
  followPhase();
  flush();
  return { flush, followPhase };
}
