// The hall screen between two pictures: counts down, and says when the line has dropped.
// The last picture stays; its code may be good for two minutes more, then it is shown as dead.
const screen = document.querySelector("[data-hall-screen]");
const offline = screen.querySelector("[data-offline]");
const PATIENCE = 12000;
const CODE_LIFE = 120000;

let endsAt = 0;
let heardAt = Date.now();
let hasFailed = false;

const isLost = () => hasFailed || Date.now() - heardAt > PATIENCE;
const refresh = () => screen.dispatchEvent(new Event("refresh-hall"));

function readCountdown() {
  const place = screen.querySelector("[data-countdown]");
  if (place) endsAt = Date.now() + Number(place.dataset.countdown) * 1000;
}

function tick() {
  const place = screen.querySelector("[data-countdown]");
  if (place) {
    const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    const text = `${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}`;
    if (place.textContent !== text) place.textContent = text;
    if (left === 0 && !isLost()) {
      // The new code at once, not with the next picture.
      endsAt = Date.now() + 5000;
      setTimeout(refresh, 300);
    }
  }
  show();
}

function show() {
  offline.hidden = !isLost();
  screen.classList.toggle("is-offline", isLost());
  screen.classList.toggle("is-dead", Date.now() - heardAt > CODE_LIFE);
}

document.addEventListener("htmx:afterRequest", (event) => {
  hasFailed = !event.detail.successful;
  if (!hasFailed) heardAt = Date.now();
  show();
});
document.addEventListener("htmx:afterSwap", readCountdown);
addEventListener("offline", () => {
  hasFailed = true;
  show();
});
addEventListener("online", refresh);

readCountdown();
setInterval(tick, 500);
