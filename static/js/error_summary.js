// The page's title says that something is wrong. The summary itself has autofocus; only a browser
// that does not know that on a plain element is helped, after it had its turn.
export function startErrorSummary() {
  const summary = document.querySelector(".error-summary");
  if (!summary) return;
  const prefix = "Kesalahan: ";
  if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
  if ("autofocus" in HTMLElement.prototype) return;
  summary.focus();
}
