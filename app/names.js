// Names that Gradio's own parts lack or get wrong for screen readers; they come and go, so the page is watched.

const NAMES = [
  [".upload-container:not(.icon-mode)", (node) => `${node.closest(".block")?.querySelector("label")?.innerText.trim() ?? ""}: ${node.innerText.trim()}`],
  ["button[aria-label='common.upload']", () => "Add files"],
  ["#overlay-image button:has(> .image-frame)", () => "Overlay, larger"],
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
}

new MutationObserver(() => { waiting ||= setTimeout(giveNames, 300); }).observe(document.body, { childList: true, subtree: true });
giveNames();
