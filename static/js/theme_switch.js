// The button in the footer. Choosing what the system wants anyway means following it again.
const LABELS = { light: "Tampilan terang", dark: "Tampilan gelap" };

export function startThemeSwitch() {
  const root = document.documentElement;
  const button = document.querySelector("[data-theme-switch]");
  if (!button || root.hasAttribute("data-theme-fixed")) return;
  const other = () => (root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark");
  const show = () => {
    button.querySelector("[data-theme-label]").textContent = LABELS[other()];
  };
  button.addEventListener("click", () => {
    const theme = other();
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const age = theme === system ? 0 : 31536000;
    document.cookie = `tema=${theme}; path=/; max-age=${age}; samesite=lax`;
    root.setAttribute("data-bs-theme", theme);
  });
  new MutationObserver(show).observe(root, { attributeFilter: ["data-bs-theme"] });
  show();
  button.hidden = false;
}
