// Saves the running text while it is written; without script the button does it.
const form = document.querySelector("[data-narrative]");
const PAUSE = 1500;
const RETRY = [5000, 15000, 45000, 120000];

function start() {
  const mark = form.querySelector("[data-save-state]");
  const text = form.elements.text;
  let timer, running = false, again = false, failed = 0;

  async function save() {
    if (running) { again = true; return; }
    running = true;
    mark.textContent = "Menyimpan…";
    try {
      const answer = await fetch(form.dataset.narrative, { method: "POST", body: new FormData(form) });
      failed = answer.status >= 500 ? failed + 1 : 0;
      await tell(answer);
    } catch {
      failed += 1;
      mark.textContent = "Luring, belum tersimpan di server";
    }
    running = false;
    if (failed) wait(RETRY[Math.min(failed, RETRY.length) - 1]);
    else if (again) { again = false; wait(0); }
  }

  async function tell(answer) {
    const isJson = (answer.headers.get("content-type") || "").includes("json");
    const said = isJson ? await answer.json() : {};
    if (answer.ok && said.revision) {
      form.elements.revision.value = said.revision;
      mark.textContent = `Tersimpan ${said.saved_at}`;
    } else if (answer.status === 409) {
      mark.textContent = "Juga diubah orang lain. Tekan Simpan naskah untuk melihat keduanya.";
    } else if (answer.redirected || answer.status === 403) {
      mark.textContent = "Sesi berakhir. Salin tulisan Anda, lalu masuk lagi.";
    } else {
      mark.textContent = said.sentence || "Belum tersimpan, dicoba lagi";
    }
  }

  function wait(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  text.addEventListener("input", () => wait(PAUSE));
  addEventListener("online", () => failed && wait(0));
  form.addEventListener("submit", () => clearTimeout(timer));
}

if (form) start();
