// form[data-draft]: saved to the server after a pause, kept on this device until it is there.
import { draftAnswers } from "./drafts_answers.js";
import { collectFields } from "./drafts_fields.js";
import { markOf } from "./drafts_mark.js";
import { draftName, restoreDraft } from "./drafts_restore.js";
import { sendCopy } from "./drafts_send.js";
import { dropCopy, putCopy, rememberUser } from "./drafts_store.js";

const SAVE_PAUSE = 1500;
const KEEP_PAUSE = 400;
const KEEP_AT_LATEST = 4000; // and the tab may die before the next one: below 5 s

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
    if ("conflict" in box.dataset) this.choose();
    if ("unsaved" in box.dataset) this.keep();
    else restoreDraft(this);
  }

  // Both texts are on the page: nothing is saved before the person has chosen.
  choose() {
    this.stop("conflict", "Belum disimpan: pilih versi yang dipakai");
    document.querySelector("[data-use-stored]")?.addEventListener("click", () => {
      dropCopy(this.copy());
      this.isSent = true;
    });
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
    // "change" says again what "input" said, unless the browser filled the field itself.
    if (event.type === "change" && this.kept === JSON.stringify(collectFields(this.form))) return;
    this.changed();
    clearTimeout(this.keepTimer);
    const rest = Math.max(0, this.keptAt + KEEP_AT_LATEST - Date.now());
    this.keepTimer = setTimeout(() => this.keep(), Math.min(KEEP_PAUSE, rest));
    // While the line is down its own pauses count, not every letter.
    if (this.isStopped || this.isSent || this.attempt) return;
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => this.save(), SAVE_PAUSE);
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
    this.kept = JSON.stringify(copy.data);
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
    draftAnswers[answer.kind](this, answer, copy, changes);
  }

  // Back from another tab, where the person may have signed in.
  resume() {
    this.isEnded = this.isStopped = false;
    this.save();
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
  }
}
