// Advice while a title is typed: <div data-similar="/gagasan/mirip/" data-similar-for="id_title">.
// Without this script the page where all answers stand shows the same advice.
const PAUSE = 600;
const SHORTEST = 6;

for (const place of document.querySelectorAll("[data-similar]")) {
  const input = document.getElementById(place.dataset.similarFor);
  if (input) watch(place, input);
}

function watch(place, input) {
  let timer;
  let asked = "";
  let asking;

  const ask = async () => {
    const title = input.value.trim();
    if (title === asked) return;
    asked = title;
    asking?.abort();
    if (title.length < SHORTEST) {
      place.replaceChildren();
      return;
    }
    asking = new AbortController();
    const query = new URLSearchParams({ judul: title, kecuali: place.dataset.similarBut ?? "" });
    try {
      // A session that has ended answers with a redirect: no advice then, the form stays as it is.
      const answer = await fetch(`${place.dataset.similar}?${query}`, {
        redirect: "manual",
        signal: asking.signal,
      });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch {
      asked = "";
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  ask();
}
