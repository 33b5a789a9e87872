// What an answer of the server means for the form it came for.
import { buttonFor, linkTo } from "./drafts_mark.js";
import { NEW_DRAFT } from "./drafts_restore.js";
import { freshToken } from "./drafts_send.js";
import { dropCopy } from "./drafts_store.js";

const RETRIES = [5, 15, 45, 120]; // seconds; the last one stays
const NOT_KEPT = "Belum tersimpan di server. Jangan tutup halaman ini.";

export const draftAnswers = {
  saved(draft, answer, copy, changes) {
    const wasDown = draft.attempt > 0;
    draft.attempt = 0;
    if (copy.draft.startsWith(`${NEW_DRAFT}~`)) becomeDraft(draft, answer);
    draft.fields.revision.value = answer.revision;
    if (freshToken()) draft.fields.csrfmiddlewaretoken.value = freshToken();
    const isAll = draft.changes === changes;
    dropCopy(copy);
    if (isAll) draft.changes = 0;
    // What the server could not take (a half-typed number) stays on this device.
    if (!isAll || answer.held.length) draft.keep();
    if (answer.held.length) draft.show("partly", answer.text);
    else if (wasDown) draft.show("back", "Tersambung lagi. Draf sudah tersimpan di server.");
    else draft.show("saved", answer.text);
    const detail = { address: draft.form.dataset.draft };
    document.dispatchEvent(new CustomEvent("draft:saved", { detail }));
  },

  offline(draft) {
    const pause = RETRIES[Math.min(draft.attempt, RETRIES.length - 1)];
    draft.attempt += 1;
    draft.show("offline", draft.isKept ? "Luring, tersimpan di perangkat ini" : NOT_KEPT);
    draft.saveTimer = setTimeout(() => draft.save(), pause * 1000);
  },

  conflict(draft, answer) {
    // Sent as by hand, the form comes back with both texts.
    const save = draft.form.querySelector("[name=action][value=save]");
    const both = () => draft.form.requestSubmit(save);
    draft.stop("conflict", answer.text, buttonFor("Lihat kedua tulisan", both));
  },

  ended(draft, answer) {
    const next = encodeURIComponent(location.pathname + location.search);
    const text = answer.text ?? "Masuk lagi untuk melanjutkan. Tulisan tersimpan di perangkat ini.";
    draft.stop("ended", text, linkTo(`${draft.box.dataset.loginUrl}?next=${next}`, "Masuk"));
    draft.isEnded = true;
  },

  gone(draft, answer) {
    const text = answer.text ?? "Draf ini sudah tidak ada. Tulisan tersimpan di perangkat ini.";
    draft.stop("stopped", text, answer.url && linkTo(answer.url, "Buka gagasan"));
  },

  refused(draft, answer) {
    // Nothing a later try would change by itself; the next typing tries again.
    draft.attempt = 0;
    draft.show("stopped", answer.text ?? "Belum tersimpan di server, tersimpan di perangkat ini");
  },
};

// The first save made the draft; from now on this page is that draft's.
function becomeDraft(draft, answer) {
  const { form } = draft;
  form.dataset.draft = answer.draft;
  form.action = answer.url;
  draft.saveUrl = answer.save_url;
  history.replaceState(history.state, "", answer.url);
}
