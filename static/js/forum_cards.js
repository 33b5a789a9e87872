// Cards built from the blanks of the page; words go in as text only.
const BOARD_MOST = 100;

const kindLabel = (kind) =>
  document.querySelector(`[data-write] [name=kind][value="${CSS.escape(kind ?? "")}"]`)
    ?.nextElementSibling.textContent ?? "";

export function blankCard(name, { key, text, kind }) {
  const card = document.querySelector(`#blank-${name}`).content.cloneNode(true).firstElementChild;
  if (key) card.dataset.card = key;
  card.querySelector("[data-text]").textContent = text;
  card.querySelector("[data-kind]").textContent = kindLabel(kind);
  return card;
}

const holds = (list, key) => list.querySelector(`[data-card="${CSS.escape(key)}"]`);

export function addOwnCard(live, card, at) {
  const list = live.querySelector("[data-own]");
  if (!list || holds(list, card.key)) return;
  const item = blankCard("own", card);
  item.querySelector("[data-at]").textContent = `Terkirim ${at}`;
  item.querySelector("[data-act]").href = `${live.dataset.forum}kartu/${card.key}/`;
  list.prepend(item);
  live.querySelector("[data-own-empty]").hidden = true;
}

export function addBoardCard(live, card) {
  const list = live.querySelector("[data-board]");
  if (!list || holds(list, card.key)) return;
  const item = blankCard("board", card);
  item.querySelector("[data-from]").textContent = card.from;
  list.prepend(item);
  while (list.childElementCount > BOARD_MOST) list.lastElementChild.remove();
  live.querySelector("[data-board-empty]").hidden = true;
}

// Where the clipboard is closed (no HTTPS), by a selected box.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    const isDone = document.execCommand("copy");
    box.remove();
    return isDone;
  }
}
