// A filter applies as soon as it is chosen; text waits for Enter or the button.
export default function (event, element) {
  const typed = event.target.matches("input:not([type=checkbox], [type=radio]), textarea");
  if (!typed) (element.form ?? element.closest("form")).requestSubmit();
}
