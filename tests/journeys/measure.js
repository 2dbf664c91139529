/* What a page measures, computed from the page as it stands and not from its style sheets. Each question answers with
   a list of faults in words; an empty list is a page in order. */
window.measure = (() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const TICK = 24; // px, as WCAG 2.5.8 asks
  const NO_WORDS = "script, style, noscript, option, title, svg, textarea";
  const PAUSES = /[\s\u3000·›|、，。；：（）,.;:()/+–-]/g;
  const styleOf = (element) => getComputedStyle(element);
  const sizeOf = (element) => parseFloat(styleOf(element).fontSize);

  function name(element) {
    const words = (element.innerText || element.value || element.getAttribute("aria-label") || "").replace(/\s+/g, " ");
    const classes = [...element.classList].map((one) => `.${one}`).join("");
    return `${element.localName}${element.id && `#${element.id}`}${classes} “${words.slice(0, 24)}”`;
  }

  /* Seen by the eye: not folded away, not for the ear alone, not waiting above the page for the keyboard. */
  function isSeen(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    for (let one = element; one; one = one.parentElement) if (styleOf(one).clipPath.startsWith("inset(50%")) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.bottom + scrollY > 0;
  }

  function blockOf(node) {
    let block = node.parentElement;
    while (/^(inline|contents)$/.test(styleOf(block).display)) block = block.parentElement;
    return block;
  }

  function unfold() {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
  }

  /* Pieces of text that can be seen, each with the boxes of its lines. */
  function pieces() {
    unfold();
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest(NO_WORDS) || !isSeen(parent) || parseFloat(styleOf(parent).textIndent) < -999) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5);
      if (boxes.length) found.push({ node, parent, boxes, words: node.data.trim() });
    }
    return found;
  }

  /* Lines of running text, block by block: what stands beside each other in one line of one block. */
  function linesByBlock() {
    const blocks = new Map();
    for (const piece of pieces()) {
      const block = blockOf(piece.node);
      const lines = blocks.get(block) || [];
      for (const box of piece.boxes) {
        const line = lines.find((one) => Math.abs(one.bottom - box.bottom) < box.height / 2);
        if (line) { line.left = Math.min(line.left, box.left); line.right = Math.max(line.right, box.right); }
        else lines.push({ left: box.left, right: box.right, top: box.top, bottom: box.bottom });
      }
      blocks.set(block, lines);
    }
    return blocks;
  }

  /* Letters large enough, lines apart and short enough, paragraphs apart, nothing justified. */
  function type({ text, frame, leading, longest, paragraph }) {
    const faults = new Set();
    for (const { parent } of pieces()) {
      const smallest = parent.closest("main, footer") ? text : frame;
      if (sizeOf(parent) < smallest - 0.05) faults.add(`${sizeOf(parent)} px: ${name(parent)}`);
      if (styleOf(parent).textAlign === "justify") faults.add(`justified: ${name(parent)}`);
    }
    const blocks = linesByBlock();
    for (const [block, lines] of blocks) {
      const apart = parseFloat(styleOf(block).lineHeight) / sizeOf(block);
      if ((lines.length > 1 || block.localName === "p") && !(apart >= leading - 0.005)) faults.add(`lines ${apart.toFixed(2)} apart: ${name(block)}`);
      const widest = Math.max(...lines.map((line) => line.right - line.left)) / sizeOf(block);
      if (longest && widest > longest + 0.3) faults.add(`a line of ${widest.toFixed(1)} characters: ${name(block)}`);
    }
    for (const second of document.querySelectorAll("p + p")) {
      const [above, below] = [blocks.get(second.previousElementSibling), blocks.get(second)];
      if (!above || !below || sizeOf(second) !== sizeOf(second.previousElementSibling)) continue;
      const gap = Math.min(...below.map((line) => line.bottom)) - Math.max(...above.map((line) => line.bottom));
      const high = parseFloat(styleOf(second).lineHeight);
      if (gap > 0 && gap / high < paragraph - 0.005) faults.add(`paragraphs ${(gap / high).toFixed(2)} lines apart: ${name(second)}`);
    }
    return [...faults];
  }

  /* A link within a sentence is as high as its line; WCAG lets it be. */
  function isInSentence(link) {
    const block = blockOf(link);
    if (block.closest("a, button")) return false;
    const copy = block.cloneNode(true);
    for (const one of copy.querySelectorAll(`${CONTROLS}, .sr, svg`)) one.remove();
    return copy.textContent.replace(PAUSES, "").length > 1;
  }

  /* A tick that chooses the row of a list, whose link is the way in. */
  function isTickOfRow(control) {
    return control.type === "checkbox" && !control.labels.length && control.closest("td, th");
  }

  /* The box a finger may hit: a tick and its label are one target. */
  function boxOf(control) {
    const boxes = [control, ...(/^(checkbox|radio)$/.test(control.type) ? control.labels || [] : [])].map((one) => one.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
    return { width: right - left, height: bottom - top };
  }

  function targets({ smallest, button }) {
    unfold();
    const faults = new Set();
    for (const control of document.querySelectorAll(CONTROLS)) {
      if (!isSeen(control) || control.disabled) continue;
      if (control.localName === "a" && isInSentence(control)) continue;
      const { width, height } = boxOf(control);
      if (isTickOfRow(control) && Math.min(width, height) >= TICK) continue;
      const high = control.matches("button, .btn, [type=submit], [type=button]") ? Math.max(button, smallest) : smallest;
      if (height < high - 0.5 || width < smallest - 0.5) faults.add(`${width.toFixed(0)} × ${height.toFixed(0)} px: ${name(control)}`);
    }
    return [...faults];
  }

  /* The page itself never scrolls sideways; what does is a region that the keyboard reaches and that has a name, or,
     where one is lenient, holds something that the keyboard reaches. */
  function sideways({ regions, lenient }) {
    unfold();
    const faults = [];
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) faults.push(`${wide} px wider than the screen: ${widest()}`);
    for (const box of document.querySelectorAll("body *")) {
      if (box.scrollWidth <= box.clientWidth + 1 || !/auto|scroll/.test(styleOf(box).overflowX) || !isSeen(box)) continue;
      if (box.matches("textarea, select, input")) continue;
      const isRegion = box.tabIndex === 0 && box.getAttribute("role") === "region" && (box.getAttribute("aria-label") || box.getAttribute("aria-labelledby"));
      const isReached = isRegion || (lenient && box.querySelector(CONTROLS));
      if (!regions || !isReached) faults.push(`scrolls sideways: ${name(box)}`);
    }
    return faults;
  }

  function widest() {
    const edge = document.documentElement.clientWidth + 0.5;
    const over = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge && isSeen(one) && !one.closest("svg *"));
    return over.slice(-3).map(name).join(", ");
  }

  /* Words and controls that leave the frame they stand in, or are cut off by it. */
  function clipped() {
    const faults = new Set();
    for (const { parent, boxes } of pieces()) {
      const frame = frameOf(parent);
      if (!frame) continue;
      const edge = frame.getBoundingClientRect();
      const hides = styleOf(frame).overflowY !== "visible";
      for (const box of boxes) {
        const over = Math.max(edge.left - box.left, box.right - edge.right);
        const tall = hides ? Math.max(edge.top - box.top, box.bottom - edge.bottom) : 0;
        if (over > 1.5 || tall > 3) faults.add(`${Math.max(over, tall).toFixed(0)} px out of ${name(frame)}: ${name(parent)}`);
      }
    }
    for (const control of document.querySelectorAll(CONTROLS)) {
      const frame = isSeen(control) && frameOf(control.parentElement);
      const [edge, box] = [frame && frame.getBoundingClientRect(), control.getBoundingClientRect()];
      if (frame && Math.max(edge.left - box.left, box.right - edge.right) > 1.5) faults.add(`out of ${name(frame)}: ${name(control)}`);
    }
    return [...faults];
  }

  function frameOf(element) {
    for (let one = element; one && one !== document.documentElement; one = one.parentElement) {
      const style = styleOf(one);
      if (/auto|scroll/.test(style.overflowX)) return null;
      if (style.display === "inline" || style.display === "contents") continue;
      const hasFrame = parseFloat(style.borderLeftWidth) && parseFloat(style.borderRightWidth) || style.backgroundColor !== "rgba(0, 0, 0, 0)";
      if (hasFrame || style.overflowX === "hidden" || style.overflowX === "clip") return one;
    }
    return document.body;
  }

  /* Where the keyboard is: is it marked, is it in sight, and not behind something. */
  function focus() {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const style = styleOf(here);
    const box = here.getBoundingClientRect();
    const faults = [];
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) faults.push("has no mark of the focus");
    if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1) faults.push("is out of sight");
    else if (isCovered(here, box)) faults.push("is covered");
    return { name: name(here), faults };
  }

  function isCovered(here, box) {
    const [left, right] = [Math.max(box.left + 2, 0), Math.min(box.right - 2, innerWidth - 1)];
    const [top, bottom] = [Math.max(box.top + 2, 0), Math.min(box.bottom - 2, innerHeight - 1)];
    const points = [[left, top], [right, top], [left, bottom], [right, bottom], [(left + right) / 2, (top + bottom) / 2]];
    return !points.some(([x, y]) => { const on = document.elementFromPoint(x, y); return on && (here.contains(on) || on.contains(here) || (here.labels && [...here.labels].some((label) => label.contains(on)))); });
  }

  const FRAMED = ".btn:not(.btn-plain), .time, .leaf, .door, .site, .call, .cell:not(.cell-add), .badge, .plate, .input, .choice, .card, .note, .errors, .board, .slip, .today";
  const CHOSEN = "[aria-current]:not(.crumbs *), [aria-pressed=true]";

  /* In colours of the reader's own, what stood out by its colour stands out by its frame, and the chosen by theirs. */
  function forced() {
    unfold();
    const faults = new Set();
    for (const one of document.querySelectorAll(FRAMED)) if (isSeen(one) && !hasFrame(one)) faults.add(`no frame: ${name(one)}`);
    for (const one of document.querySelectorAll(CHOSEN)) {
      const others = [...document.querySelectorAll(one.localName)].filter((other) => other !== one && other.className === one.className && !other.matches(CHOSEN) && isSeen(other));
      if (isSeen(one) && others.length && marksOf(one) === marksOf(others[0])) faults.add(`not told from the others: ${name(one)}`);
    }
    return [...faults];
  }

  function hasFrame(element) {
    const style = styleOf(element);
    return ["Top", "Right", "Bottom", "Left"].some((side) => parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== "none");
  }

  function marksOf(element) {
    const { backgroundColor, borderStyle, borderWidth, outlineStyle, outlineWidth } = styleOf(element);
    return [backgroundColor, borderStyle, borderWidth, outlineStyle, outlineWidth].join();
  }

  return { forced, type, targets, sideways, clipped, focus, pieces, isSeen, name };
})();
