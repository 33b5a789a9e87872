// Marks in the minutes: the words selected in a text go into the form of a decision or follow-up.
// Saving the text is the work of save_draft.js, as with ideas.
let lastText = null;

document.addEventListener("select", (event) => {
  if (event.target.matches?.("form[data-draft] textarea")) lastText = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark]");
  if (button) begin(button.closest("[data-marks]"), button.dataset.mark);
});

// What the server could not take comes back with its sentence, in the same place.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target.matches("[data-marks]") && [409, 422].includes(xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const marks = event.detail.elt?.closest?.("[data-marks]") ?? document.querySelector("[data-marks]");
  prepare();
  marks?.querySelector(".error-summary")?.focus();
});

function begin(marks, kind) {
  const details = marks.querySelector("[data-mark-form]");
  const text = details.querySelector("[name=text]");
  const words = selected();
  details.open = true;
  details.querySelector(`[name=kind][value=${kind}]`).checked = true;
  if (words) text.value = words;
  showFields(details);
  (words && kind === "follow_up" ? details.querySelector("[name=who]") : text).focus();
}

function selected() {
  if (!lastText) return "";
  const { value, selectionStart, selectionEnd } = lastText;
  return value.slice(selectionStart, selectionEnd).replace(/\s+/g, " ").replace(/^[-–•*] ?/, "").trim();
}

// Who and by when are asked of a follow-up only.
function showFields(details) {
  const isFollowUp = details.querySelector("[name=kind][value=follow_up]").checked;
  for (const name of ["who", "due_on"]) {
    details.querySelector(`[name=${name}]`).closest(".field").hidden = !isFollowUp;
  }
}

function prepare() {
  for (const buttons of document.querySelectorAll("[data-mark-buttons]")) buttons.hidden = false;
  for (const details of document.querySelectorAll("[data-mark-form]")) showFields(details);
}

document.addEventListener("change", (event) => {
  const details = event.target.name === "kind" && event.target.closest("[data-mark-form]");
  if (details) showFields(details);
});

prepare();
