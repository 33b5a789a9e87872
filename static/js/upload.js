// [data-upload]: files go up at once beside the draft, photos shrunk on the way. Rows that are
// there already work by htmx; without script the form's own button leads to the files' page.
const LONGEST = 1600;
const LARGEST = 10 * 1024 * 1024;
const PATIENCE = 180000;
const DRAFT_PATIENCE = 20000;
const DRAFT_SAMPLE = "d-2222222222";
const TOO_LARGE = "Ukuran berkas paling besar 10 MB.";
const SENTENCES = {
  0: "Belum terunggah. Periksa sambungan, lalu coba lagi.",
  302: "Sesi Anda telah berakhir. Masuk lagi di tab lain, lalu coba lagi.",
  403: "Berkas tidak dapat ditambahkan di sini. Muat ulang halaman, lalu coba lagi.",
  404: "Gagasan ini sudah tidak ada.",
  413: TOO_LARGE,
};
const FAULT = "Ada gangguan di pihak kami. Coba lagi.";
const waiting = [];
let isBusy = false;

for (const box of document.querySelectorAll("[data-upload]")) start(box);

function start(box) {
  const parts = box.querySelector("[data-upload-parts]").content.cloneNode(true);
  const [button, input] = parts.children;
  const list = box.querySelector("[data-upload-list]");
  box.querySelector("[data-upload-plain]").replaceWith(parts);
  reveal(list);
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    for (const file of input.files) add(box, file);
    input.value = "";
  });
  // A caption is saved by its own row; the idea's form need not hear of it.
  for (const name of ["input", "change"]) list.addEventListener(name, (e) => e.stopPropagation());
  list.addEventListener("htmx:load", (event) => {
    reveal(event.target);
    if (event.target.matches("[data-removed]")) {
      say(box, event.target.firstElementChild.textContent);
      event.target.querySelector("button").focus();
    }
  });
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    list.addEventListener(name, ({ detail }) => say(box, sentenceOf(detail.xhr), true));
  }
  // The first autosave made the draft.
  document.addEventListener("draft:saved", ({ detail }) => {
    box.dataset.url ||= box.dataset.pattern.replace(DRAFT_SAMPLE, detail.address);
  });
  addEventListener("beforeunload", (event) => {
    if (isBusy) event.preventDefault();
  });
}

function reveal(scope) {
  for (const part of scope.querySelectorAll("[data-with-script]")) part.hidden = false;
  for (const part of scope.querySelectorAll("[data-without-script]")) part.hidden = true;
}

// Spoken always; shown where the list itself does not say it.
function say(box, text, isShown = false) {
  const line = box.querySelector("[data-upload-said]");
  line.classList.toggle("visually-hidden", !isShown);
  line.textContent = text;
}

function add(box, file) {
  const list = box.querySelector("[data-upload-list]");
  const limit = Number(box.dataset.limit);
  if (list.querySelectorAll("[data-file], [data-going]").length >= limit) {
    say(box, `Satu gagasan paling banyak memuat ${limit} berkas. Hapus satu berkas dulu.`, true);
    return;
  }
  const row = document.createElement("li");
  row.dataset.going = "";
  list.append(row);
  waiting.push({ box, file, row, key: newKey() });
  draw(row, file.name, "Menunggu giliran");
  next();
}

// One after another: a weak line carries one file better than five.
async function next() {
  if (isBusy || !waiting.length) return;
  isBusy = true;
  const job = waiting.shift();
  try {
    await send(job);
  } catch (error) {
    fail(job, error.text ?? FAULT);
  }
  isBusy = false;
  next();
}

async function send(job) {
  const { box, row, file } = job;
  draw(row, file.name, "Menyiapkan");
  job.blob ??= await shrunk(file);
  if (job.blob.size > LARGEST) throw { text: TOO_LARGE };
  const url = await draftUrl(box);
  const bar = document.createElement("progress");
  bar.className = "w-100";
  bar.setAttribute("aria-label", `Mengunggah ${file.name}`);
  draw(row, file.name, bar);
  const done = document.createElement("template");
  done.innerHTML = await post(job, url, (part) => (bar.value = part));
  const finished = done.content.firstElementChild;
  reveal(finished);
  row.replaceWith(finished);
  window.htmx.process(finished);
  say(box, `${file.name} tersimpan.`);
}

function post({ box, blob, file, key }, url, onProgress) {
  const form = box.closest("form");
  const body = new FormData();
  body.append("upload_key", key);
  body.append("file", blob, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of the way up
    request.open("POST", url);
    request.timeout = PATIENCE;
    const cookie = /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    request.setRequestHeader("X-CSRFToken", cookie ?? form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201 || (request.status === 200 && request.responseURL.endsWith(url)))
        resolve(request.responseText);
      else reject({ text: sentenceOf(request) });
    };
    request.onerror = request.ontimeout = () => reject({ text: SENTENCES[0] });
    request.send(body);
  });
}

function sentenceOf(request) {
  if (request.getResponseHeader("Content-Type")?.startsWith("text/plain"))
    return request.responseText;
  if (request.status === 200) return SENTENCES[302]; // led to the sign-in page
  return SENTENCES[request.status] ?? FAULT;
}

function draftUrl(box) {
  if (box.dataset.url) return box.dataset.url;
  return new Promise((resolve, reject) => {
    const text = "Simpan draf dulu, lalu coba lagi.";
    const timer = setTimeout(() => reject({ text }), DRAFT_PATIENCE);
    document.addEventListener(
      "draft:saved",
      () => {
        clearTimeout(timer);
        resolve(box.dataset.url);
      },
      { once: true },
    );
    document.dispatchEvent(new CustomEvent("draft:save"));
  });
}

function draw(row, name, state, ...buttons) {
  const text = document.createElement("div");
  const small = document.createElement("small");
  text.className = "task-list__name text-break";
  small.append(state);
  text.append(name, small);
  row.replaceChildren(text, ...buttons);
}

function fail(job, text) {
  const { box, row, file } = job;
  const again = button("Coba lagi", () => {
    waiting.push(job); // with the same key: what did arrive is not stored twice
    draw(row, file.name, "Menunggu giliran");
    next();
  });
  draw(row, file.name, text, again, button("Batal", () => row.remove()));
  say(box, `${file.name}: ${text}`);
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary btn-sm";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

// A photo as the portal keeps it; the untouched file where the browser cannot do it.
async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 1024 * 1024) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const type = file.type === "image/png" ? "image/png" : "image/jpeg";
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, 0.85));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}

// randomUUID needs HTTPS, which a hall may not have.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
