/* The admin's search box for a name says its label: select2 gives a name to neither the box nor what stands in it. */
"use strict";
django.jQuery(() => { // after the one of autocomplete.js, which makes the boxes
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const [label] = select.labels;
    const box = select.nextElementSibling;
    if (!label || !box) continue;
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) {
      part.setAttribute("aria-label", label.textContent.replace(/[:：]\s*$/, "").trim());
    }
  }
});
