// form[data-draft]: saved to the server after a pause, kept on this device until it is there.
import { collectFields } from "./drafts_fields.js";
import { buttonFor, linkTo, markOf } from "./drafts_mark.js";
import { draftName, NEW_DRAFT, restoreDraft } from "./drafts_restore.js";
import { freshToken, sendCopy } from "./drafts_send.js";
import { dropCopy, putCopy, rememberUser } from "./drafts_store.js";

const SAVE_PAUSE = 1500;
const KEEP_PAUSE = 400;
const KEEP_AT_LATEST = 4000; // and the tab may die before the next one: below 5 s
const RETRIES = [5, 15, 45, 120];
const NOT_SAVED = "Belum tersimpan di server. Jangan tutup halaman ini.";

export function startDraftForms() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const box = form.querySelector("[data-save-box]");
    if (box) new DraftForm(form, box).start();
  }
}

class DraftForm {
  constructor(form, box) {
    Object.assign(this, { form, box, fields: form.elements, show: markOf(box) });
    Object.assign(this, { changes: 0, attempt: 0, number: Number(box.dataset.number), keptAt: 0 });
    this.saveUrl = box.dataset.saveUrl;
  }

  start() {
    const { form, box } = this;
    rememberUser(box.dataset.user);
    for (const name of ["input", "change"]) form.addEventListener(name, (e) => this.typed(e));
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    document.addEventListener("draft:save", () => this.save()); // a file waits for its draft
    addEventListener("online", () => this.isUnsaved && this.save());
    addEventListener("focus", () => this.isEnded && this.resume());
    addEventListener("pageshow", (event) => event.persisted && (this.isSent = false));
    if ("conflict" in box.dataset) this.stop();
    if ("unsaved" in box.dataset) this.keep();
    else restoreDraft(this);
  }

  get isUnsaved() {
    return this.changes > 0;
  }

  // Not by hand: a copy of this device, or the way back from it.
  saveChange() {
    this.changed();
    this.save();
  }

  name() {
    return draftName(this.form.dataset.draft, this.fields.key.value);
  }

  typed(event) {
    // What a restored field tells the page's other scripts is no typing.
    if (event.detail === "restored" || event.target.type === "file") return;
    this.changed();
    clearTimeout(this.keepTimer);
    const rest = Math.max(0, this.keptAt + KEEP_AT_LATEST - Date.now());
    this.keepTimer = setTimeout(() => this.keep(), Math.min(KEEP_PAUSE, rest));
    if (this.isStopped || this.isSent) return;
    clearTimeout(this.saveTimer);
    // While the line is down its own pauses count, not every letter.
    if (!this.attempt) this.saveTimer = setTimeout(() => this.save(), SAVE_PAUSE);
  }

  changed() {
    if (!this.isUnsaved) this.keptAt = Date.now();
    this.changes += 1;
  }

  copy() {
    const { form, fields, box } = this;
    const data = collectFields(form);
    return {
      user: box.dataset.user,
      draft: this.name(),
      step: form.dataset.step,
      key: fields.key.value,
      revision: fields.revision.value,
      number: this.number,
      time: Date.now(),
      title: data.title?.[0] || box.dataset.title,
      url: location.pathname + location.search,
      saveUrl: this.saveUrl,
      data,
    };
  }

  keep() {
    this.keptAt = Date.now();
    this.number = Math.max(this.number + 1, Date.now());
    const copy = this.copy();
    this.isKept = putCopy(copy);
    return copy;
  }

  leave() {
    if (!this.isUnsaved || this.isSent) return;
    if (this.isStopped) this.keep();
    else this.save(true);
  }

  async save(isLeaving = false) {
    if (this.isStopped || this.isSent) return;
    clearTimeout(this.saveTimer);
    clearTimeout(this.keepTimer);
    this.request?.abort();
    const request = (this.request = new AbortController());
    const { changes } = this;
    const copy = this.keep();
    if (!this.attempt) this.show("saving", "Menyimpan…");
    const answer = await sendCopy(copy, request, isLeaving);
    if (answer.kind === "cancelled" || this.request !== request || this.isSent) return;
    this[answer.kind](answer, copy, changes);
  }

  saved(answer, copy, changes) {
    const wasDown = this.attempt > 0;
    this.attempt = 0;
    if (copy.draft.startsWith(`${NEW_DRAFT}~`)) this.begin(answer);
    this.fields.revision.value = answer.revision;
    if (freshToken()) this.fields.csrfmiddlewaretoken.value = freshToken();
    const isAll = this.changes === changes;
    dropCopy(copy);
    if (isAll) this.changes = 0;
    // What the server could not take (a half-typed number) stays on this device.
    if (!isAll || answer.held.length) this.keep();
    if (answer.held.length) this.show("partly", answer.text);
    else if (wasDown) this.show("back", "Tersambung lagi. Draf sudah tersimpan di server.");
    else this.show("saved", answer.text);
    const detail = { address: this.form.dataset.draft };
    document.dispatchEvent(new CustomEvent("draft:saved", { detail }));
  }

  // The first save made the draft; from now on this page is that draft's.
  begin(answer) {
    const { form } = this;
    form.dataset.draft = answer.draft;
    form.action = answer.url;
    this.saveUrl = answer.save_url;
    history.replaceState(history.state, "", answer.url);
  }

  offline() {
    const pause = RETRIES[Math.min(this.attempt, RETRIES.length - 1)];
    this.attempt += 1;
    this.show("offline", this.isKept ? "Luring, tersimpan di perangkat ini" : NOT_SAVED);
    this.saveTimer = setTimeout(() => this.save(), pause * 1000);
  }

  conflict(answer) {
    const both = () => this.form.requestSubmit(this.form.querySelector("[name=action][value=save]"));
    this.stop("conflict", answer.text, buttonFor("Lihat kedua tulisan", both));
  }

  ended(answer) {
    const next = encodeURIComponent(location.pathname + location.search);
    const text = answer.text ?? "Masuk lagi untuk melanjutkan. Tulisan tersimpan di perangkat ini.";
    this.stop("ended", text, linkTo(`${this.box.dataset.loginUrl}?next=${next}`, "Masuk"));
    this.isEnded = true;
  }

  // Back from another tab, where the person may have signed in.
  resume() {
    this.isEnded = this.isStopped = false;
    this.save();
  }

  gone(answer) {
    const text = answer.text ?? "Draf ini sudah tidak ada. Tulisan tersimpan di perangkat ini.";
    this.stop("stopped", text, answer.url && linkTo(answer.url, "Buka gagasan"));
  }

  refused(answer) {
    // Nothing a later try would change by itself; the next typing tries again.
    this.show("stopped", answer.text ?? "Belum tersimpan di server, tersimpan di perangkat ini");
  }

  // From here on only this device keeps what is typed.
  stop(...mark) {
    this.isStopped = true;
    clearTimeout(this.saveTimer);
    if (mark.length) this.show(...mark);
  }

  submitted(event) {
    if (this.isSent || event.defaultPrevented) return;
    this.isSent = true;
    this.request?.abort();
    clearTimeout(this.saveTimer);
    clearTimeout(this.keepTimer);
    this.fields.number.value = this.keep().number;
    // Kept until a page of the server says that it has it.
  }
}
