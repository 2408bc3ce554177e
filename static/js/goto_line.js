// A link to a line of a text: the caret goes to its beginning, and the line comes into view.
export default function gotoLine(event, link) {
  const field = document.querySelector(link.getAttribute("href"));
  const lines = field.value.split("\n");
  const line = Math.min(Number(link.dataset.gotoLine), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + lines[line].length);
  const height = field.scrollHeight / lines.length;
  field.scrollTop = Math.max(0, height * line - field.clientHeight / 3);
  if (field.scrollHeight <= field.clientHeight) scrollTo({ top: field.getBoundingClientRect().top + scrollY + height * line - innerHeight / 3 });
}
