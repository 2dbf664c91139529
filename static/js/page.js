/* Each page works without. */

addEventListener("load", () => {
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
});

{
  // A form without network stays
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

  // Staff: a word five minutes before their time is over. Pages side by side know of each other
  const left = document.getElementById("time-left");
  if (left) {
    const notice = left.querySelector("div"), [soon, over] = left.querySelectorAll("template");
    let shown = null, typing;
    const until = (seconds) => (localStorage.staysUntil = Date.now() + seconds * 1000);
    const look = () => {
      const rest = localStorage.staysUntil - Date.now();
      const due = rest <= 0 ? over : rest <= 3e5 ? soon : null;
      if (due === shown) return;
      if (due === soon) typing = document.activeElement;
      shown = due;
      left.classList.toggle("is-short", due !== null);
      notice.replaceChildren(due ? due.content.cloneNode(true) : "");
    };
    notice.addEventListener("submit", async (event) => {
      event.preventDefault();
      const sent = { method: "POST", body: new FormData(event.target) };
      const answer = await fetch(event.target.action, sent).catch(() => {});
      if (!answer) return;
      until(answer.ok && !answer.redirected ? (await answer.json()).seconds : 0);
      look();
      typing.focus();
    });
    until(left.dataset.seconds);
    look();
    setInterval(look, 5000);
    addEventListener("storage", look);
  }
}
