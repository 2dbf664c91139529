// docs/desk.md
document.querySelector("[autofocus]")?.focus(); // not only with the next picture: fast fingers lose nothing
addEventListener("keydown", ({ key, target, ctrlKey, altKey, metaKey }) => {
  const who = document.getElementById("who");
  if (key === "F2") return who?.focus();
  if (ctrlKey || altKey || metaKey || target.matches("[type=text], [name=who], select, textarea")) return;
  const bears = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (bears) bears.click();
  else if (/^[\p{L}\d]$/u.test(key)) who?.focus(); // which then takes the key
});
