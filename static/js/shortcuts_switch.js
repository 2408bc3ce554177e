// Single-key shortcuts on or off, kept in this browser.
export default function (event, box) {
  localStorage.setItem("shortcuts", box.checked ? "on" : "off");
}
