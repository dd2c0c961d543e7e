// Names that Gradio's own parts lack or get wrong for screen readers and the keyboard; they come and go, so the page is watched.

/** The visible text of a field is set by the page's style. */
function written(node) {
  const text = getComputedStyle(node.querySelector(".wrap") ?? node, "::after").content;
  return text.startsWith('"') ? JSON.parse(text) : "drop files here, or choose them";
}

const NAMES = [
  [".upload-container:not(.icon-mode)", (node) => `${node.closest(".block")?.querySelector("label")?.innerText.trim() ?? ""}: ${written(node)}`],
  ["button[aria-label='common.upload']", () => "Add files"],
  ["#overlay-image button:has(> .image-frame)", () => "Overlay, larger"],
  ["fieldset:has(input[type=radio])", (node) => node.querySelector("[data-testid=block-info]")?.innerText.trim() ?? ""],
];
let waiting = 0;

function giveNames() {
  waiting = 0;
  for (const [selector, nameOf] of NAMES) {
    for (const node of document.querySelectorAll(selector)) {
      const name = nameOf(node).replace(/\s+/g, " ");
      if (node.getAttribute("aria-label") !== name) node.setAttribute("aria-label", name);
      if (node.title) node.title = name;
    }
  }
  // A button inside a button is announced as neither; the outer one opens the chooser, see form.js.
  for (const inner of document.querySelectorAll("button.icon-button .upload-container")) inner.inert = true;
}

new MutationObserver(() => { waiting ||= setTimeout(giveNames, 300); }).observe(document.body, { childList: true, subtree: true });
giveNames();

// Gradio names every radio differently, and anew when one is chosen, so that the browser sees no group to move in.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches?.("fieldset input[type=radio]") || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const radios = [...event.target.closest("fieldset").querySelectorAll("input[type=radio]:enabled")];
  const next = radios.at((radios.indexOf(event.target) + step) % radios.length);
  next.focus();
  next.click();
});

// Tabs as everywhere else: arrows go from one to the next, Home and End to the first and the last.
document.addEventListener("keydown", (event) => {
  const list = event.target.matches?.("button[role=tab]") && event.target.closest("[role=tablist]");
  if (!list || event.altKey || event.ctrlKey || event.metaKey) return;
  const tabs = [...list.querySelectorAll("button[role=tab]:not(:disabled)")].filter((tab) => tab.offsetParent);
  const at = tabs.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = tabs.at(to % tabs.length);
  next.focus();
  next.click();
});

// To Gradio's menus Tab is a key like any other, which opens them, after the focus has gone on; they then break when
// their choices change.
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab" && event.target.matches?.("input[role=combobox]")) event.stopPropagation();
}, true);
