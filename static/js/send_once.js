// A form[data-once] is sent once, however often a slow line invites to press again.
const SLOW = 10000;
const SLOW_TEXT =
  "Sambungan lambat. Kami masih mencoba mengirim; jangan tutup halaman ini.";
const sent = new Map();

export function startSendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (sent.has(form)) event.preventDefault();
    else mark(form, event.submitter);
  });
  // Back from the page cache the form may be sent again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of [...sent.keys()]) restore(form);
  });
}

function mark(form, button) {
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  form.append(note);
  const timer = setTimeout(() => {
    note.className = "note note--warn mt-3";
    note.textContent = SLOW_TEXT;
  }, SLOW);
  sent.set(form, { note, timer, button, label: button && [...button.childNodes] });
  // Not "disabled": the value of the pressed button has to go along.
  button?.setAttribute("aria-disabled", "true");
  button?.replaceChildren("Mengirim…");
}

function restore(form) {
  const { note, timer, button, label } = sent.get(form);
  clearTimeout(timer);
  note.remove();
  button?.removeAttribute("aria-disabled");
  button?.replaceChildren(...label);
  sent.delete(form);
}
