// One calm line that says how it stands, with what can be chosen. It is spoken when it changes, so it changes little.
export function say(line, sentence) {
  if (line.textContent === sentence) return;
  line.textContent = sentence;
}

export function sayWithChoices(line, sentence, choices) {
  line.replaceChildren(document.createTextNode(sentence), ...choices.map(toElement));
}

function toElement({ label, url, do: act }) {
  const element = document.createElement(url ? "a" : "button");
  element.textContent = label;
  if (url) Object.assign(element, { href: url, target: "_blank" });
  else {
    Object.assign(element, { type: "button", className: "button button--secondary button--small" });
    element.addEventListener("click", act, { once: true });
  }
  return element;
}
