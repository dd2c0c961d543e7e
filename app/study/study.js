// One rater's session: fetch a pair, take two answers, send them, go on. The server decides what comes next.

import { Panes } from "./panes.js";

const NAMES = { a: "A", b: "B", input: "Input", truth: "Truth" };
const QUESTIONS = ["nicer", "truer"];
const KEYS = { 1: "left", ArrowLeft: "left", 2: "right", ArrowRight: "right", "=": "tie", 3: "tie", ArrowUp: "tie", ArrowDown: "tie" };
const $ = (id) => document.getElementById(id);
const questions = () => [...document.querySelectorAll(".question")];

const panes = new Panes($("panes"), () => {
  if (view.flip) look(view.one === "a" ? "b" : "a");
});
// What is seen: side by side, with input and truth or without; or one picture at a time.
const view = { flip: false, one: "a", input: innerWidth >= 700, truth: false };
let trial = null; // what the server sent, and the answers so far
let newest = 0; // number of the pair that is not answered yet
let busy = true;
let failed = null; // what to try again

// --- server ------------------------------------------------------------------

async function ask(path, sent) {
  const options = sent === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) };
  let reply;
  try {
    reply = await fetch(path, options);
  } catch {
    throw new Error("The server cannot be reached.");
  }
  const content = await reply.json().catch(() => ({}));
  if (!reply.ok) throw Object.assign(new Error(content.error || `The server answered with status ${reply.status}.`), { status: reply.status });
  return content;
}

// Do `work`; where it fails say so and offer to do it again. Answers given so far are kept.
async function attempt(work) {
  busy = true;
  document.body.dataset.busy = "";
  failed = null;
  $("again").hidden = true;
  try {
    await work();
  } catch (error) {
    if (error.status === 401) {
      welcome(null);
      say(error.message);
    } else {
      failed = work;
      $("again").hidden = false;
      say(`${error.message} Your answers to this pair are kept here; press Try again.`, "wrong");
    }
  }
  busy = Boolean(failed);
  delete document.body.dataset.busy;
}

// `how`: "wrong", "spoken" (the progress shows it already), or "" for a plain sentence.
function say(text, how = "") {
  $("status").textContent = text;
  $("status").className = how;
}

// --- steps -------------------------------------------------------------------

function only(id) {
  for (const main of document.querySelectorAll("main")) main.hidden = main.id !== id;
  $("progress").hidden = id === "welcome";
  document.body.dataset.at = id;
}

function progress(done, number, total) {
  $("count").textContent = number ? `${number} of ${total}` : `${done} of ${total} answered`;
  $("bar").max = total;
  $("bar").value = done;
}

function welcome(session) {
  only("welcome");
  $("start").textContent = session && session.done ? `Go on (${session.done} of ${session.total} answered)` : "Start";
  $("start").focus();
  busy = false;
}

async function shown(content) {
  if (content.finished) {
    trial = null;
    only("finished");
    progress(content.done, 0, content.total);
    $("thanks").textContent = `You have answered ${content.done} pairs. All of them are stored; you may close this page.`;
    $("rater").textContent = content.rater;
    $("more").hidden = content.exhausted === true;
    say("");
    return;
  }
  const before = trial;
  trial = { ...content, answers: { ...content.answers }, stored: content.answers, revised: Object.keys(content.answers).length > 0, submission: random() };
  if (!trial.revised) newest = trial.number;
  const focus = document.activeElement.closest?.(".answers, .steps");
  only("rating");
  progress(newest - 1, trial.number, trial.total);
  say("Loading …", "spoken");
  paint();
  try {
    await panes.load(trial.pictures, NAMES, trial.width, trial.height);
  } catch {
    const again = content;
    trial = before;
    throw Object.assign(new Error("The pictures could not be loaded."), { content: again });
  }
  look(view.flip ? "a" : null);
  trial.since = performance.now();
  if (trial.revised) say(`Pair ${trial.number} was answered before. Change an answer, or go on.`);
  else say(`Pair ${trial.number} of ${trial.total}.`, "spoken");
  if (focus) document.querySelector(".question button").focus();
}

// Show what the server sends; the pictures may have to be asked for again.
function show(promise) {
  let content = null;
  return attempt(async () => {
    content = content || (await promise());
    await shown(content);
  });
}

function answer(question, value) {
  if (busy || !trial) return;
  trial.answers[question] = value;
  const open = QUESTIONS.find((name) => !trial.answers[name]);
  const inside = document.activeElement.closest?.(".question");
  paint();
  if (open) {
    if (inside) document.querySelector(`[data-question=${open}] [data-answer=${value}]`).focus();
    return;
  }
  if (trial.revised && question === QUESTIONS[0]) return; // both were answered before: the second one confirms
  send();
}

function send() {
  if (QUESTIONS.every((name) => trial.answers[name] === trial.stored[name])) {
    show(() => ask("api/trial")); // looked at again, nothing changed
    return;
  }
  const seconds = (performance.now() - trial.since) / 1000;
  const sent = { trial: trial.trial, answers: trial.answers, seconds, submission: trial.submission };
  show(() => ask("api/votes", sent));
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function paint() {
  const now = QUESTIONS.find((name) => !trial.answers[name]);
  for (const group of questions()) {
    group.classList.toggle("now", group.dataset.question === now);
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(trial.answers[group.dataset.question] === button.dataset.answer));
    }
  }
  $("back").disabled = trial.number < 2;
  $("next").hidden = !trial.revised;
}

// --- view --------------------------------------------------------------------

// Flip to `one`, or side by side for null.
function look(one) {
  view.flip = one !== null;
  if (view.flip) view.one = panes.pictures.has(one) ? one : "a";
  panes.show(view.flip ? [view.one] : ["a", "b", ...(view.input ? ["input"] : []), ...(view.truth ? ["truth"] : [])]);
  $("side").setAttribute("aria-pressed", String(!view.flip));
  $("flip").setAttribute("aria-pressed", String(view.flip));
  for (const button of $("shown").children) {
    const side = button.dataset.side;
    button.hidden = !panes.pictures.has(side) || (!view.flip && side.length === 1);
    button.setAttribute("aria-pressed", String(view.flip ? side === view.one : view[side]));
  }
}

function toggle(side) {
  if (!panes.pictures.has(side)) return;
  if (view.flip) return look(side);
  view[side] = !view[side];
  look(null);
}

function flip() {
  look(!view.flip ? "a" : view.one === "a" ? "b" : "a");
}

// --- events ------------------------------------------------------------------

$("start").addEventListener("click", () => {
  if (busy) return;
  show(async () => {
    await ask("api/start", {});
    return ask("api/trial");
  });
});
$("more").addEventListener("click", () => {
  if (busy) return;
  show(async () => {
    const content = await ask("api/more", {});
    return content.finished ? { ...content, exhausted: true } : content;
  });
});
$("again").addEventListener("click", () => failed && attempt(failed));
$("back").addEventListener("click", () => !busy && trial.number > 1 && show(() => ask(`api/trial/${trial.number - 1}`)));
$("next").addEventListener("click", () => {
  if (busy) return;
  send();
});
$("side").addEventListener("click", () => look(null));
$("flip").addEventListener("click", flip);
$("shown").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) toggle(button.dataset.side);
});
$("in").addEventListener("click", () => panes.by(1.5));
$("out").addEventListener("click", () => panes.by(1 / 1.5));
$("zoom").addEventListener("click", () => panes.toggle());
for (const group of questions()) {
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) answer(group.dataset.question, button.dataset.answer);
  });
}
document.addEventListener("keydown", (event) => {
  if ($("rating").hidden || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const onButton = event.target.closest?.("button");
  const acts = {
    f: flip,
    " ": onButton ? null : flip,
    i: () => toggle("input"),
    t: () => toggle("truth"),
    z: () => panes.toggle(),
    "+": () => panes.by(1.5),
    "-": () => panes.by(1 / 1.5),
    Backspace: () => $("back").click(),
  };
  if (KEYS[key]) {
    const open = QUESTIONS.find((name) => !trial?.answers[name]);
    if (open) answer(open, KEYS[key]);
  } else if (acts[key]) {
    acts[key]();
  } else {
    return;
  }
  event.preventDefault();
});

attempt(async () => {
  const session = await ask("api/session");
  welcome(session);
  if (session.rater && session.done >= session.total) await shown(await ask("api/trial"));
});
