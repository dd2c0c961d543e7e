// Images that come to the upload fields by other ways: dropped or pasted anywhere on the page, or a whole folder chosen
// or dropped. All end in the fields' own file inputs, so that one set of checks and messages serves every way.

const ZONES = { degraded: "Degraded photos", generated: "Generated images", truth: "Ground truth", results: "Results of other methods" };
const SUFFIXES = (props.suffixes || "").split(" ");
/** Stands for "/" in a file's name: an upload keeps the name alone, and folders tell scenes apart. See uploads.py. */
const FOLDER_MARK = "\u2215";
/** Folders of data sets that say what their files are. */
const ROLES = [
  ["truth", /^(label|labels|gt|ground[ _-]?truth|truth|clean|clear|high|target|targets|reference|normal|norain)$/i],
  ["generated", /^(generated|gpt-?4o|gpt|outputs?)$/i],
];
const note = element.querySelector(".pg-intake-note");
const byName = new Intl.Collator(undefined, { numeric: true });
let pointed = null;
let pasted = 0;

const say = (text) => { note.textContent = text; };
const plural = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
const zoneAt = (node) => Object.keys(ZONES).find((zone) => node?.closest?.(`#${zone}`));
const hasSuffix = (name) => SUFFIXES.some((suffix) => name.toLowerCase().endsWith(suffix));
const isImage = (file) => hasSuffix(file.name);
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const ownTab = () => document.querySelector("#own");
const inSight = () => Boolean(ownTab()?.offsetParent);

async function until(found, message) {
  for (let i = 0; i < 80; i += 1) {
    const value = found();
    if (value) return value;
    await later(50);
  }
  throw new Error(message);
}

/** The form, open and in sight: on its tab, and emptied where the last comparison is done. */
async function openForm() {
  if (!inSight()) {
    [...document.querySelectorAll("button[role=tab]")].find((tab) => tab.textContent.trim() === "Compare")?.click();
    await until(inSight, "The form did not open.");
  }
  const folded = document.querySelector("#compared .pg-compared");
  if (!folded || "open" in ownTab().dataset) return;
  const another = folded.querySelector("[data-form=another]");
  if (!another) throw new Error("A comparison is running. Cancel it first, or wait for it.");
  another.click();
  await until(() => !document.querySelector("#compared .pg-compared") && !document.querySelector("#own .filename"), "The form did not open.");
}

async function give(zone, files) {
  await openForm();
  const input = await until(() => document.querySelector(`#${zone} input[type=file]`), "The upload fields did not open.");
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  input.files = bag.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The same file under a name that holds the folders it lies in, below the one that all have in common. */
function inFolders({ file, folders }) {
  if (!folders.length) return file;
  return new File([file], [...folders, file.name].join(FOLDER_MARK), { type: file.type, lastModified: file.lastModified });
}

/** {zone: files}: what a data set's own folders say, else all for the zone they were dropped on. */
function sorted(zone, found) {
  const bags = {};
  for (const one of found) {
    const role = zone === "degraded" ? ROLES.find(([, test]) => one.folders.some((name) => test.test(name)))?.[0] : null;
    (bags[role ?? zone] ??= []).push(inFolders(one));
  }
  return bags;
}

/** `found`: [{file, folders}]. */
async function giveFolder(zone, found, name) {
  // Of results the folder is the method: its name stays.
  const common = zone !== "results" && found.every(({ folders }) => folders[0] === found[0].folders[0]) ? 1 : 0;
  const images = found.filter(({ file }) => isImage(file)).map(({ file, folders }) => ({ file, folders: folders.slice(common) }));
  images.sort((a, b) => byName.compare([...a.folders, a.file.name].join("/"), [...b.folders, b.file.name].join("/")));
  const left = found.length - images.length;
  const others = left ? `; ${plural(left, "other file")} left out` : "";
  if (!images.length) return say(`No image in “${name}”: expected ${SUFFIXES.join(", ")}${others}.`);
  const bags = sorted(zone, images);
  for (const [to, some] of Object.entries(bags)) await give(to, some);
  const counts = Object.entries(bags).map(([to, some]) => `${ZONES[to]}: ${plural(some.length, "image")}`).join("; ");
  return say(`${counts} from “${name}”${others}.`);
}

/** Every file below a dropped entry, with the folders it lies in. Folders are read in portions, as browsers give them. */
async function filesBelow(entry, folders = []) {
  if (entry.isFile) return [{ file: await new Promise((done, failed) => entry.file(done, failed)), folders }];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const inner of some) if (!inner.name.startsWith(".")) found.push(...await filesBelow(inner, [...folders, entry.name]));
  }
}

const carriesFiles = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
const foreign = (event) => event.target.closest?.(".upload-container, .file-upload, [data-testid=file-upload]") && !zoneAt(event.target);

/** Files that are dropped beside the fields are taken as degraded photos; the browser would open them instead of the page. */
async function onDrop(event) {
  delete document.body.dataset.dragging;
  if (!carriesFiles(event) || foreign(event)) return;
  const zone = zoneAt(event.target) ?? "degraded";
  const dropped = [...event.dataTransfer.files];
  const entries = [...event.dataTransfer?.items ?? []].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  event.preventDefault();
  event.stopPropagation();
  const folders = entries.filter((entry) => entry.isDirectory);
  if (folders.length) {
    const files = (await Promise.all(entries.map((entry) => filesBelow(entry)))).flat();
    await giveFolder(zone, files, folders.map(({ name }) => name).slice(0, 3).join(", "));
    return;
  }
  const images = dropped.filter((file) => isImage(file) || file.type.startsWith("image/"));
  if (!images.length) return say(`No image among what was dropped: expected ${SUFFIXES.join(", ")}.`);
  await give(zone, images);
  say(`${ZONES[zone]}: ${plural(images.length, "image")} dropped.${zoneAt(event.target) ? "" : " Drop on another field to put images there."}`);
}

async function onPaste(event) {
  const files = [...event.clipboardData?.files ?? []];
  if (!files.length) return;
  const typing = event.target.closest?.("input, textarea, [contenteditable]");
  if (typing && event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  const images = files.filter((file) => isImage(file) || file.type.startsWith("image/"));
  if (!images.length) return say("The clipboard holds no image.");
  // Browsers call whatever was copied image.png: a number keeps several apart.
  const named = images.map((file) => {
    pasted += 1;
    return file.name === "image.png" ? new File([file], `pasted-${pasted}.png`, { type: file.type }) : file;
  });
  const zone = zoneAt(document.activeElement) ?? pointed ?? "degraded";
  await give(zone, named);
  say(`${ZONES[zone]}: ${plural(named.length, "image")} pasted. Point at another field to paste there.`);
}

const guarded = (action) => (event) => action(event).catch?.((error) => say(error.message));
document.addEventListener("paste", guarded(onPaste));
document.addEventListener("drop", guarded(onDrop), true);
document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  document.body.dataset.dragging = "";
  if (!foreign(event)) event.preventDefault();
}, true);
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) delete document.body.dataset.dragging;
});
document.addEventListener("pointerover", (event) => { pointed = zoneAt(event.target) ?? null; });

document.addEventListener("click", (event) => {
  const zone = event.target.closest?.("button[data-zone]")?.dataset.zone;
  if (!zone) return;
  const chooser = Object.assign(document.createElement("input"), { type: "file", multiple: true, webkitdirectory: true });
  chooser.addEventListener("change", guarded(async () => {
    const found = [...chooser.files].map((file) => ({ file, folders: file.webkitRelativePath.split("/").slice(0, -1) }));
    if (found.length) await giveFolder(zone, found, found[0].folders[0]);
  }));
  chooser.click();
});
