// The desk without a mouse: F2 leads to the search, a digit presses the link that bears it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F2") {
    const search = document.getElementById("who");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.target.matches("input, select, textarea") && event.target.type !== "radio") return;
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
