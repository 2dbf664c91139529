/* What every page does a little better where scripts run; each works without. */

addEventListener("load", () => {
  navigator.serviceWorker?.register("/sw.js").catch(() => {}); // a private window may refuse
});

{
  // No network: a form stays as it is filled in, and says so
  const { offline } = document.currentScript.dataset;
  const note = document.createElement("p");
  note.className = "note errornote gap-s";
  note.setAttribute("role", "alert");
  addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.target.append(note);
    note.textContent = offline;
  });
  addEventListener("online", () => note.remove());

  for (const button of document.querySelectorAll("[data-again]")) button.onclick = () => location.reload();
}
