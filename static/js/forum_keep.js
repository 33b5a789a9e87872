// form[data-keep="…"]: words typed into its box stay on the phone, should the save not get through.
// After half an hour, or once the page shows the same words, they are of no use any more.
const KEEP_TIME = 30 * 60 * 1000;
const RESTORED_TEXT = "Tulisan yang belum tersimpan dipulihkan dari ponsel ini.";

const form = document.querySelector("form[data-keep]");
if (form) keepWords(form.elements.text, `ubah:${form.dataset.keep}`);

function keepWords(box, name) {
  const kept = readWords(name);
  if (kept && kept.words !== box.value && kept.time > Date.now() - KEEP_TIME) {
    box.value = kept.words;
    const note = document.createElement("p");
    note.className = "note note--info";
    note.setAttribute("role", "status");
    note.textContent = RESTORED_TEXT;
    box.before(note);
  } else if (kept) {
    localStorage.removeItem(name);
  }
  box.addEventListener("input", () => {
    try {
      localStorage.setItem(name, JSON.stringify({ words: box.value, time: Date.now() }));
    } catch {
      // A full or blocked storage: the page itself still holds the words.
    }
  });
}

function readWords(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}
