// Dots at once on the phone, the whole ballot to the server a moment later. The last one wins: every
// change has a higher number, so a packet that was overtaken changes nothing.
import { postForum, retrying } from "./forum_send.js";
import { dropKept, putKept, readKept } from "./forum_store.js";

const VOTE_PAUSE = 600;
const USED_TEXT = "Semua titik sudah terpakai. Kurangi dulu titik pada gagasan lain.";
const VOTE_OFFLINE_TEXT = "Luring. Suara tersimpan di ponsel ini dan terkirim sendiri.";

export function startVote(live, refetch) {
  const kept = `suara:${live.dataset.code}/${live.dataset.participant}`;
  const notice = live.querySelector("[data-notice]");
  const again = retrying(() => send());
  const dots = new Map();
  let pending = readKept(kept); // {number, dots} that the server has not answered for
  let number = 0;
  let isSending = false;
  let timer;

  const form = () => live.querySelector("[data-ballot]");
  const rows = () => [...(form()?.querySelectorAll(".vote") ?? [])];
  const most = () => Number(form().dataset.dots);
  // A row has two buttons, less and more, and the number between them.
  const keyOf = (row) => row.querySelector("button").value.split(":")[0];
  const left = () => most() - [...dots.values()].reduce((sum, count) => sum + count, 0);

  function warn(text) {
    notice.hidden = !text;
    notice.textContent = text ?? "";
  }

  function mark(text) {
    const place = live.querySelector("[data-ballot-mark]");
    if (place) place.textContent = text;
  }

  function draw() {
    for (const row of rows()) {
      const [less, more] = row.querySelectorAll("button");
      const given = dots.get(keyOf(row));
      row.querySelector("b").textContent = given;
      less.setAttribute("aria-disabled", given === 0);
      more.setAttribute("aria-disabled", left() <= 0);
    }
    const words = `Sisa ${left()} titik`;
    const place = live.querySelector("[data-dots-left]");
    if (place.textContent !== words) place.textContent = words;
    live.querySelectorAll("[data-dots-drawn] i").forEach((drawn, index) => {
      drawn.classList.toggle("is-left", index < left());
    });
  }

  function press(button) {
    const key = keyOf(button.closest(".vote"));
    const given = dots.get(key);
    const isMore = !button.nextElementSibling;
    if (isMore && left() <= 0) return warn(USED_TEXT);
    warn("");
    if (!isMore && given === 0) return undefined;
    dots.set(key, given + (isMore ? 1 : -1));
    draw();
    return change();
  }

  function change() {
    number += 1;
    const given = [...dots].filter(([, count]) => count > 0);
    pending = { number, dots: Object.fromEntries(given) };
    putKept(kept, pending);
    mark("Menyimpan…");
    clearTimeout(timer);
    timer = setTimeout(send, VOTE_PAUSE);
  }

  function ballotBody() {
    const body = new URLSearchParams({
      number: pending.number,
      participant: live.dataset.participant,
    });
    for (const [key, count] of Object.entries(pending.dots)) body.append("dots", `${key}:${count}`);
    return body;
  }

  async function send() {
    if (isSending || !pending) return;
    isSending = true;
    const sent = pending;
    const answer = await postForum(`${live.dataset.forum}suara/`, ballotBody());
    isSending = false;
    settleBallot(sent, answer);
    if (pending && pending !== sent) send();
  }

  function settleBallot(sent, answer) {
    const isSame = same(answer.dots, sent.dots);
    number = Math.max(number, answer.number ?? 0);
    if (answer.state === "recorded" || (answer.state === "late" && isSame)) {
      again.done();
      if (pending === sent) forget("Suara tersimpan.");
    } else if (answer.state === "late") {
      // Another phone or page of this person was quicker; what was pressed here is newer.
      if (pending === sent) change();
    } else if (answer.state === "refused") {
      if (pending === sent) forget("");
      warn(answer.sentence);
      refetch(true);
    } else {
      mark(answer.sentence ?? VOTE_OFFLINE_TEXT);
      again.later(answer.wait);
    }
  }

  function forget(text) {
    pending = null;
    dropKept(kept);
    mark(text);
  }

  function same(one, two) {
    const names = new Set([...Object.keys(one ?? {}), ...Object.keys(two)]);
    return Boolean(one) && [...names].every((name) => (one[name] ?? 0) === (two[name] ?? 0));
  }

  // The page as the server drew it, with what was pressed here since; also after each swap.
  function readBallot() {
    if (!form()) return send();
    number = Math.max(number, Number(form().dataset.number));
    dots.clear();
    for (const row of rows()) {
      const key = keyOf(row);
      const given = row.querySelector("b").textContent;
      dots.set(key, Number(pending ? (pending.dots[key] ?? 0) : given));
    }
    if (pending) change(); // without cards that have left the board
    return draw();
  }

  live.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-ballot]")) return;
    event.preventDefault();
    if (event.submitter) press(event.submitter);
  });
  addEventListener("pagehide", () => {
    if (pending) postForum(`${live.dataset.forum}suara/`, ballotBody(), true);
  });
  readBallot();
  return { readBallot };
}
