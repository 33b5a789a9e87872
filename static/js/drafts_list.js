// [data-local-drafts]: what this device still holds, on "Saya" and on the page without connection.
import { sendCopy } from "./drafts_send.js";
import { copiesOf, dropCopy, lastUser, rememberUser } from "./drafts_store.js";

const WHEN = new Intl.DateTimeFormat("id-ID", { dateStyle: "medium", timeStyle: "short" });
const REASONS = {
  offline: "Belum terunggah: server tidak terjangkau. Coba lagi nanti.",
  conflict: "Draf ini juga diubah di tempat lain. Pilih Lanjutkan untuk melihat kedua tulisan.",
  ended: "Sesi Anda telah berakhir. Masuk lagi untuk mengunggah.",
};
const NO_REASON = "Belum terunggah. Pilih Lanjutkan untuk membukanya.";

export async function startLocalDrafts() {
  for (const section of document.querySelectorAll("[data-local-drafts]")) {
    const user = section.dataset.user || lastUser();
    const copies = copiesOf(user);
    if (section.dataset.user) {
      rememberUser(user);
      // The page that was just left may have sent its text without hearing the answer.
      await Promise.all(copies.map((copy) => upload(copy)));
    }
    for (const copy of copiesOf(user)) addLine(section, copy);
    tidy(section);
  }
}

async function upload(copy) {
  const answer = await sendCopy(copy);
  if (answer.kind === "saved" && !answer.held.length) dropCopy(copy);
  return answer;
}

function addLine(section, copy) {
  const line = section.querySelector("template").content.cloneNode(true).firstElementChild;
  const part = (name) => line.querySelector(`[data-draft-${name}]`);
  part("title").textContent = copy.title || "Tanpa judul";
  part("time").textContent = `Ditulis ${WHEN.format(copy.time)}`;
  if (part("open")) part("open").href = copy.url;
  part("text")?.append(...paragraphs(copy.data));
  part("upload")?.addEventListener("click", (event) => retry(section, line, copy, event.target));
  part("delete").addEventListener("click", () => askDelete(section, line, copy));
  section.querySelector("[data-draft-lines]").append(line);
}

// What reads as text; ticks and numbers of lists would mean nothing here.
function paragraphs(data) {
  return Object.values(data)
    .flat()
    .filter((value) => /\s|.{20}/.test(value.trim()))
    .map((value) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = value;
      return paragraph;
    });
}

async function retry(section, line, copy, button) {
  const says = line.querySelector("[data-draft-said]");
  button.setAttribute("aria-disabled", "true");
  says.textContent = "Mengunggah…";
  const answer = await upload(copy);
  button.removeAttribute("aria-disabled");
  if (answer.kind === "saved" && !answer.held.length) {
    line.remove();
    section.querySelector("[data-drafts-said]").textContent = "Terunggah ke draf Anda.";
    tidy(section, true);
  } else says.textContent = answer.text ?? REASONS[answer.kind] ?? NO_REASON;
}

// The second press deletes: there is no way back.
function askDelete(section, line, copy) {
  const button = line.querySelector("[data-draft-delete]");
  if (!button.dataset.asked) {
    button.dataset.asked = "1";
    button.textContent = "Ya, hapus dari perangkat ini";
    return;
  }
  dropCopy(copy);
  line.remove();
  section.querySelector("[data-drafts-said]").textContent = "Dihapus dari perangkat ini.";
  tidy(section, true);
}

function tidy(section, isUsed = false) {
  const lines = section.querySelector("[data-draft-lines]");
  const isEmpty = !lines.firstElementChild;
  section.hidden = isEmpty && !isUsed;
  lines.parentElement.hidden = isEmpty;
  const none = section.parentElement.querySelector("[data-no-local-drafts]");
  if (none) none.hidden = !isEmpty;
}
