// How many of the items to read have a verdict, told wherever the page says it.
export default function (_event, form) {
  const said = form.querySelectorAll("[data-review-item] input[name^='verdict-']:checked").length;
  for (const place of form.querySelectorAll("[data-review-said]")) place.textContent = said;
}
