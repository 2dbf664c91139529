// docs/desk.md
addEventListener("keydown", ({ key, target, ctrlKey, altKey }) => {
  if (key === "F2") document.getElementById("who")?.focus();
  else if (!ctrlKey && !altKey && !target.matches("[type=text], [name=who], select, textarea")) document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
});
