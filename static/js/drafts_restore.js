// Once, when a form is shown: what this device still holds against what the server has.
// The server says which page wrote last (key) and which of its saves that was (number), so "newer"
// is a fact and no comparison of clocks; only where somebody else wrote in between do times decide.
import { collectFields, fillFields, sameFields } from "./drafts_fields.js";
import { showNote } from "./drafts_mark.js";
import { copiesOf, dropCopy } from "./drafts_store.js";

export const NEW_DRAFT = "baru";
export const draftName = (draft, key) => (draft === NEW_DRAFT ? `${NEW_DRAFT}~${key}` : draft);

const isSaved = (copy, box) => copy.key === box.page && copy.number <= Number(box.number);

export function restoreDraft(draft) {
  const found = findCopy(draft.form, draft.box.dataset);
  if (found?.verdict === "offer") {
    const text = "Di perangkat ini ada tulisan lama yang belum terkirim.";
    showNote(draft.box, text, "Pakai tulisan itu", () => takeCopy(draft, found));
  } else if (found) takeCopy(draft, found);
}

// verdict: "restore", "conflict" (restored too, but the next save will be refused and shows both
// texts) or "offer" (the server's text is newer). Nothing to do: null.
function findCopy(form, box) {
  const { draft, step } = form.dataset;
  const isNew = draft === NEW_DRAFT;
  const wanted = (copy) =>
    isNew
      ? copy.draft.startsWith(`${NEW_DRAFT}~`)
      : [draft, draftName(NEW_DRAFT, box.creationKey)].includes(copy.draft);
  const copies = copiesOf(box.user).filter(wanted);
  for (const copy of copies) if (isSaved(copy, box)) dropCopy(copy);
  const copy = copies.find((each) => each.step === step && !isSaved(each, box));
  // A page that came back with errors shows what was typed last; it is kept until it is saved.
  if (!copy || "unsaved" in box) return null;
  if (sameFields(copy.data, collectFields(form))) {
    dropCopy(copy);
    return null;
  }
  const isUntouched = copy.key === box.page || copy.revision === form.elements.revision.value;
  if (isNew || isUntouched) return { copy, verdict: "restore" };
  return { copy, verdict: copy.time > Number(box.savedAt) ? "conflict" : "offer" };
}

function takeCopy(draft, { copy, verdict }) {
  const { form, fields } = draft;
  const before = collectFields(form);
  const isNew = form.dataset.draft === NEW_DRAFT;
  // The same key again is the same draft, should an answer that got lost have created it.
  if (isNew) fields.key.value = copy.key;
  if (verdict !== "restore") fields.revision.value = copy.revision;
  draft.number = Math.max(draft.number, copy.number);
  fillFields(form, copy.data);
  const label = isNew ? "Mulai dari kosong" : "Pakai yang di server";
  showNote(draft.box, "Tulisan dari perangkat ini dipulihkan.", label, () => {
    fillFields(form, before);
    draft.saveChange();
  });
  draft.saveChange();
  if (draft.name() !== copy.draft) dropCopy(copy);
}
