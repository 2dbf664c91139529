// docs/desk.md
const who = document.getElementById("who");
document.querySelector("[autofocus]")?.focus();
addEventListener("keydown", ({ key, target, ctrlKey, altKey }) => {
  if (key === "F2") who?.focus();
  if (ctrlKey || altKey || target.matches("[type=text], #who, select, textarea")) return;
  const bears = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (bears) bears.click();
  else if (/^\S$/.test(key)) who?.focus();
});
