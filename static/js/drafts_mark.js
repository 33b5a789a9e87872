// The save mark: what is seen changes with every save, what is spoken only when something matters.
const SPOKEN_STATES = new Set(["offline", "back", "partly", "conflict", "ended", "stopped"]);
const LOOKS = {
  saving: ["saving", ""],
  saved: ["saved", "save-mark--ok"],
  back: ["saved", "save-mark--ok"],
  partly: ["warning", "save-mark--offline"],
};

export function markOf(box) {
  const sign = box.querySelector("[data-save-mark]");
  const said = box.querySelector("[data-save-said]");

  return function show(state, text, act) {
    if (box.dataset.state === state && sign.dataset.text === text) return;
    const [icon, look] = LOOKS[state] ?? ["offline", "save-mark--offline"];
    const drawing = box.querySelector(`template[data-save-icon="${icon}"]`);
    sign.className = `save-mark ${look}`;
    sign.replaceChildren(drawing.content.cloneNode(true), ` ${text}`);
    sign.dataset.text = text;
    box.querySelector("[data-save-act]").replaceChildren(...(act ? [act] : []));
    if (SPOKEN_STATES.has(state) && box.dataset.state !== state) said.textContent = text;
    box.dataset.state = state;
  };
}

// A note under the mark, with the way back: "Tulisan dari perangkat ini dipulihkan."
export function showNote(box, text, label, act) {
  const note = box.parentElement.querySelector("[data-draft-note]");
  const button = note.querySelector("button");
  note.querySelector("[data-draft-note-text]").textContent = text;
  button.textContent = label;
  button.onclick = () => {
    note.hidden = true;
    act();
  };
  note.hidden = false;
}

export function linkTo(url, label) {
  const link = document.createElement("a");
  link.href = url;
  link.textContent = label;
  return link;
}

export function buttonFor(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-secondary";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}
