// One viewer for all photos of the file; the photo in view is part of the address, and prints with its images.

const payloads = [...document.querySelectorAll("script[data-payload]")].map((node) => JSON.parse(node.textContent));
const dark = matchMedia("(prefers-color-scheme: dark)");
const look = () => document.documentElement.classList.toggle("dark", dark.matches);
dark.addEventListener("change", look);
look();

const viewer = window.priorlens.createViewer(document.getElementById("viewer"), null, {});
window.priorlens.viewer = viewer;
const choice = document.getElementById("chosen");

function show(index) {
  const number = Math.min(Math.max(index, 0), payloads.length - 1);
  viewer.load(payloads[number]);
  for (const article of document.querySelectorAll("article[data-case]")) article.hidden = Number(article.dataset.case) !== number;
  if (!choice) return;
  choice.value = String(number);
  document.getElementById("previous").disabled = number === 0;
  document.getElementById("next").disabled = number === payloads.length - 1;
  history.replaceState(null, "", `#photo=${number + 1}`);
}

if (choice) {
  choice.addEventListener("change", () => show(Number(choice.value)));
  document.getElementById("previous").addEventListener("click", () => show(Number(choice.value) - 1));
  document.getElementById("next").addEventListener("click", () => show(Number(choice.value) + 1));
}
show((Number(new URLSearchParams(location.hash.slice(1)).get("photo")) || 1) - 1);

// On paper: the images instead of the viewer, of every photo.
window.addEventListener("beforeprint", () => {
  for (const closed of document.querySelectorAll("details")) closed.open = true;
  for (const article of document.querySelectorAll("article[data-case]")) {
    const place = article.querySelector(".pictures");
    if (place.childElementCount) continue;
    for (const pane of payloads[Number(article.dataset.case)].panes) {
      const figure = document.createElement("figure");
      const image = Object.assign(new Image(), { src: pane.file, alt: pane.label });
      const caption = document.createElement("figcaption");
      caption.textContent = [pane.label, pane.score_text].filter(Boolean).join(": ");
      figure.append(image, caption);
      place.append(figure);
    }
  }
});
