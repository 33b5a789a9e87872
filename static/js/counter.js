// "Sisa 88 dari 120 huruf" below fields with data-max. It only tells: a longer text stays whole.
const PAUSE = 1000;

export function startCounters(scope = document) {
  for (const input of scope.querySelectorAll("[data-max]:not([data-counted])")) count(input);
}

function count(input) {
  const max = Number(input.dataset.max);
  const line = document.createElement("span");
  const spoken = document.createElement("span");
  let timer;
  line.className = "field__count";
  line.setAttribute("aria-hidden", "true");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  input.after(line, spoken);
  input.dataset.counted = "";

  const show = () => {
    // Signs as the server counts them, not the halves of emoji.
    const left = max - [...input.value].length;
    line.textContent =
      left < 0 ? `Kelebihan ${-left} huruf dari ${max}` : `Sisa ${left} dari ${max} huruf`;
    line.classList.toggle("field__count--over", left < 0);
  };
  input.addEventListener("input", () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => {
      spoken.textContent = line.textContent;
    }, PAUSE);
  });
  show();
}
