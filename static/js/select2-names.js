/* select2 names neither its box nor what stands in it. */
django.jQuery(() => { // after autocomplete.js
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const [label] = select.labels;
    const box = select.nextElementSibling;
    if (!label || !box) continue;
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) {
      part.setAttribute("aria-label", label.textContent.replace(/[:：]\s*$/, "").trim());
    }
  }
});
