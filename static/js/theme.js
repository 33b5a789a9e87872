// Loaded before the first paint, so no module: the wish in the cookie, else the system's.
(() => {
  const wish = /(?:^|; )tema=(light|dark)/.exec(document.cookie)?.[1];
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  if (root.hasAttribute("data-theme-fixed")) return;
  const apply = (name) => root.setAttribute("data-bs-theme", name);
  apply(wish ?? (system.matches ? "dark" : "light"));
  system.addEventListener("change", () => {
    if (!/(?:^|; )tema=/.test(document.cookie)) apply(system.matches ? "dark" : "light");
  });
})();
