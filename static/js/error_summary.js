// The summary speaks first: it takes the focus, and the page's title says that something is wrong.
export function startErrorSummary() {
  const summary = document.querySelector(".error-summary");
  if (!summary) return;
  const prefix = "Kesalahan: ";
  if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
  summary.focus();
}
