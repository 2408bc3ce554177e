// The tools of a row or a part are one stop of the Tab key; the arrow keys go through them.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

export function gatherTools(element) {
  for (const tools of element.querySelectorAll(".tools")) {
    tools.setAttribute("role", "toolbar");
    const named = tools.closest("[data-part]")?.querySelector(".field__label")?.firstChild;
    if (named) tools.setAttribute("aria-label", named.textContent.trim());
    else tools.setAttribute("aria-labelledby", `name-${tools.closest("[data-row]")?.dataset.row}`);
    [...tools.children].forEach((tool, place) => (tool.tabIndex = place ? -1 : 0));
  }
}

export function pressArrow(event) {
  const tool = event.target.closest(".tools > *");
  if (!tool || !(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const tools = [...tool.parentElement.children];
  const isMirrored = event.key.startsWith("Arrow") && getComputedStyle(tool).direction === "rtl";
  const place = tools.indexOf(tool) + STEPS[event.key] * (isMirrored ? -1 : 1);
  const next = tools[Math.min(Math.max(place, 0), tools.length - 1)];
  for (const each of tools) each.tabIndex = each === next ? 0 : -1;
  next.focus();
}
