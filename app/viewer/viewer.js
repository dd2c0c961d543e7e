// The viewer: several images of one scene, looked at together, pixel for pixel.
//
//   const viewer = createViewer(root, payload, { onEvent, link, rescores, place });
//   viewer.load(payload); viewer.state(); viewer.set(state); viewer.pixel(name, x, y); viewer.destroy();
//
// `payload` comes from comparison_payload in app/panes.py. Nothing here knows Gradio.

import { createBlink } from './blink.js';
import { createCommands } from './commands.js';
import { createDifferenceBar } from './difference-bar.js';
import { el } from './dom.js';
import { readPixel } from './draw.js';
import { createImages } from './images.js';
import { stripOf, toImage } from './geometry.js';
import { createHelp } from './help.js';
import { attachPointer } from './input.js';
import { createInspector } from './inspector.js';
import { attachKeyboard } from './keyboard.js';
import { createLayout } from './layout.js';
import { loadAll, loadMissing } from './loader.js';
import { createFilters, lookFilter } from './look.js';
import { createMenus } from './menus.js';
import { createMinimap } from './minimap.js';
import { createNavigation } from './navigate.js';
import { drawCross, drawOverlay } from './overlay.js';
import { createPane, drawPane, setApart, setRecord } from './panes.js';
import { createPopovers } from './popover.js';
import { boxBetween, createRegions } from './regions.js';
import { attachReorder, placed } from './reorder.js';
import { decodeView, viewAddress } from './share.js';
import { defaultState, keptState, mergeState, samePixels } from './state.js';
import { createSubjects } from './subjects.js';
import { createToolbar } from './toolbar.js';
import { frameScale, intoFrame, paneTransform } from './transforms.js';
import { createWipe, wipePaneAt } from './wipe.js';

/** @typedef {import('./payload.d.ts').ViewerPayload} ViewerPayload */

/** @type {ViewerPayload} */
const EMPTY = {
  id: null, title: '', query: '', width: 1, height: 1, reference: null, scored_against: 'truth', protocol: null, visible: [], panes: [], flow: null,
};

function addStyle() {
  if (document.getElementById('priorlens-viewer-style')) return;
  document.head.append(el('style', { id: 'priorlens-viewer-style' }, VIEWER_STYLE));
}

/**
 * @param {HTMLElement} root
 * @param {ViewerPayload | null} payload
 */
export function createViewer(root, payload = null, { onEvent = (_type, _detail) => {}, link = false, rescores = false, place = () => ({}) } = {}) {
  addStyle();
  let frame = 0;
  let blended = null;
  let linkTimer = 0;
  let [moving, zooming] = [0, false];
  /** @type {Promise<unknown>} */
  let ready = Promise.resolve();

  const stage = el('div', { class: 'pl-stage', 'data-testid': 'stage' });
  const dividers = el('div', { class: 'pl-dividers' });
  const live = el('p', { class: 'pl-hidden', 'aria-live': 'polite' });
  const toast = el('p', { class: 'pl-toast', role: 'status', hidden: true });

  /**
   * What the parts share: the data, the state, and ways to read and change them.
   * @type {import('./types.d.ts').Viewer}
   */
  const v = {
    root, stage, data: EMPTY, state: defaultState(EMPTY), panes: new Map(), field: null, hover: null, draft: null, drawing: false, held: false, onEvent,
    images: createImages(VIEWER_WORKER, () => v.requestDraw()),
    popovers: createPopovers(root),
    shown: () => v.state.panes.map((name) => v.panes.get(name)).filter(Boolean),
    stacked: () => v.state.layout === 'wipe' || v.state.layout === 'flip',
    place,
    view: (pane) => v.state.unlinked[pane.name] ?? v.state,
    /** How the numbers of what is shown were made, and whether the page around can make them anew. */
    protocol: () => v.data.protocol && { ...v.data.protocol, switches: rescores },
    viewField: () => (v.state.follow ? v.field : null),
    scaleOf: (pane) => frameScale(v.view(pane), pane.box, v.data),
    leader: () => v.shown().find((pane) => !v.state.unlinked[pane.name]
      && (v.state.layout !== 'flip' || pane.name === v.state.flip)) ?? v.shown()[0],
    labelOf: (name) => v.state.labels[name] ?? v.panes.get(name)?.record.label ?? '',
    strip(pane) {
      const i = v.state.panes.indexOf(pane.name);
      return [i ? v.state.wipe[i - 1] ?? 0 : 0, v.state.wipe[i] ?? 1];
    },
    update,
    /** A pane to another place among the shown ones. */
    move(name, index) {
      update({ panes: placed(v.state.panes, name, index) });
      v.say(`${v.labelOf(name)} is now pane ${v.state.panes.indexOf(name) + 1} of ${v.state.panes.length}`);
    },
    zooming: () => zooming,
    requestDraw() {
      frame ||= requestAnimationFrame(draw);
    },
    drawNow: draw,
    setHover(point, { speak = false } = {}) {
      v.hover = point;
      drawCross(v);
      inspector.update();
      if (speak && point) live.textContent = inspector.speak();
    },
    hold(on) {
      v.held = on;
      root.toggleAttribute('data-held', on);
      v.requestDraw();
    },
    say(text) {
      live.textContent = text;
      toast.textContent = text;
      toast.hidden = false;
      clearTimeout(v.toastTimer);
      v.toastTimer = setTimeout(() => { toast.hidden = true; }, 2600);
    },
  };

  const subjects = createSubjects(v);
  const navigation = createNavigation(v);
  const wipe = createWipe(v, dividers);
  const layout = createLayout(v, stage, wipe);
  const inspector = createInspector(v);
  const regions = createRegions(v);
  const help = createHelp();
  const menus = createMenus(v, (name) => toolbar.openSave(name));
  const minimap = createMinimap(v, navigation.moveTo);
  const differenceBar = createDifferenceBar(v);
  const blink = createBlink(v);
  const commands = createCommands(v, { navigation, menus, regions, help, blink });
  const toolbar = createToolbar(v, commands);
  const detachKeyboard = attachKeyboard(v, commands);
  attachReorder(v);
  root.classList.add('pl-viewer');
  root.replaceChildren(
    toolbar.node, differenceBar.node, el('div', { class: 'pl-frame' }, stage, dividers, toast), inspector.node, regions.node, help.node, live, createFilters(),
  );

  // --- state ------------------------------------------------------------------

  function update(patch) {
    const before = v.state;
    v.state = mergeState(before, patch, v.data);
    const { state } = v;
    const arrangement = (s) => JSON.stringify([s.layout, s.panes, s.labels, s.wipeAxis]);
    if (arrangement(before) !== arrangement(state)) layout.arrange();
    if (before.layout !== state.layout) bringIntoSight();
    if (state.layout === 'flip' && (before.flip !== state.flip || before.layout !== 'flip')) live.textContent = v.labelOf(state.flip);
    if (String([before.panes, before.reference]) !== String([state.panes, state.reference])) {
      ready = Promise.all([ready, loadMissing(v)]);
    }
    if (before.zoom !== state.zoom || before.x !== state.x || before.y !== state.y) move(before.zoom !== state.zoom);
    v.requestDraw();
    clearTimeout(linkTimer);
    linkTimer = setTimeout(remember, 250);
  }

  /** Whoever chooses a layout sees all of it: the page is scrolled as far as need be, the controls stay in sight. */
  function bringIntoSight() {
    if (document.fullscreenElement) return;
    const [above, below] = [toolbar.node.getBoundingClientRect().top, inspector.node.getBoundingClientRect().bottom];
    const missing = Math.min(below + 8 - window.innerHeight, above - 8);
    if (missing > 0) window.scrollBy({ top: missing, behavior: 'instant' });
    else if (above < 0) window.scrollBy({ top: above - 8, behavior: 'instant' });
  }

  /** While the view moves, panes are drawn fast; when it has stood still for a moment, finely. Numbers wait for the end of a zoom. */
  function move(zoomed) {
    clearTimeout(moving);
    zooming ||= zoomed && Boolean(moving);
    root.toggleAttribute('data-moving', true);
    moving = setTimeout(() => {
      moving = 0;
      zooming = false;
      root.removeAttribute('data-moving');
      v.requestDraw();
    }, 140);
  }

  function publicState() {
    return structuredClone({ id: v.data.id ?? null, ...v.state });
  }

  /** The address follows the view, so that a reload or a copied address shows the same. */
  function remember() {
    onEvent('state', publicState());
    writeAddress();
  }

  /**
   * Another result than before. Its address is a step of its own, so that Back opens the one before, unless the
   * address names it already: then one has come Back, or the page was opened with it.
   */
  function enterAddress(first) {
    if (!link) return;
    const { query } = v.data;
    const there = first || history.state?.priorlens === query;
    if (!there) {
      try {
        history.pushState({ ...history.state, priorlens: query }, '', viewAddress(v));
      } catch { /* pages without an address of their own */ }
      return;
    }
    writeAddress({ keep: first });
  }

  function writeAddress({ keep = false } = {}) {
    if (!link || !v.data.panes.length) return;
    try {
      const state = { ...history.state, priorlens: v.data.query };
      history.replaceState(state, '', keep ? location.href : viewAddress(v));
    } catch { /* pages without an address of their own, such as srcdoc frames */ }
  }

  // --- drawing ----------------------------------------------------------------

  /** Only when it changes: a style set anew is computed anew. */
  function setStrip({ figure, strip }, from, to) {
    if (strip.from === from && strip.to === to) return;
    Object.assign(strip, { from, to });
    figure.style.setProperty('--pl-from', from);
    figure.style.setProperty('--pl-to', to);
  }

  /** What stands in the guided pane while the page asks how far to follow the generated image. */
  function blendOf(pane) {
    if (blended === null || pane.name !== 'guided' || v.held || v.state.layout === 'difference') return null;
    const [under, over] = ['baseline', v.panes.has('guided-full') ? 'guided-full' : 'guided'].map((name) => v.panes.get(name)?.image);
    return under?.levels[0] && over?.levels[0] ? { under, over, share: blended } : null;
  }

  function draw() {
    cancelAnimationFrame(frame);
    frame = 0;
    wipe.settle();
    const { state } = v;
    const [stacked, field] = [v.stacked(), v.viewField()];
    for (const pane of v.shown()) {
      const [from, to] = state.layout === 'wipe' ? v.strip(pane) : [0, 1];
      const active = state.layout !== 'flip' || pane.name === state.flip;
      pane.figure.classList.toggle('pl-active', active);
      setStrip(pane, from, to);
      pane.subject = subjects.of(pane);
      pane.transform = paneTransform(pane.subject, v.data, v.view(pane), pane.box, { field, offset: state.offsets[pane.name], stacked });
      setApart(pane, state.offsets[pane.name], Boolean(state.unlinked[pane.name]));
      if (!active) continue;
      pane.subject.source?.want?.(pane.transform, pane.box, zooming);
      const strip = stripOf(pane.box, from, to, state.wipeAxis);
      drawPane(pane, strip, !moving, blendOf(pane));
      drawOverlay(v, pane, strip);
    }
    if (state.layout === 'flip' && stage.contains(document.activeElement)) {
      const active = v.panes.get(state.flip)?.figure;
      // A hidden pane cannot keep the focus, and without it the keys would stop working.
      if (active && !active.contains(document.activeElement)) active.focus({ preventScroll: true });
    }
    const look = lookFilter(state);
    root.toggleAttribute('data-look', Boolean(look));
    if (look) root.style.setProperty('--pl-look', look);
    stage.classList.toggle('pl-zoomed', state.zoom !== 'fit');
    stage.classList.toggle('pl-drawing', v.drawing);
    wipe.place();
    toolbar.update();
    differenceBar.update();
    minimap.draw();
    regions.update();
    drawCross(v);
  }

  // --- pointer ----------------------------------------------------------------

  function paneAt(event, forced = null) {
    let pane = forced;
    if (!pane && v.state.layout === 'flip') pane = v.panes.get(v.state.flip);
    if (!pane && v.state.layout === 'wipe') pane = v.panes.get(wipePaneAt(v, event));
    pane ??= v.panes.get(event.target.closest?.('.pl-pane')?.dataset.pane);
    if (!pane) return null;
    const box = pane.view.getBoundingClientRect();
    if (!forced && (event.clientY < box.top || event.clientY > box.bottom)) return null;
    return {
      pane,
      x: ((event.clientX - box.left) * pane.box.width) / box.width,
      y: ((event.clientY - box.top) * pane.box.height) / box.height,
    };
  }

  const pointAt = (pane, { x, y }) => intoFrame(pane.subject, v.data, toImage(pane.transform, { x, y }), v.viewField());

  attachPointer(stage, {
    paneAt,
    canZoomOut: () => v.state.zoom !== 'fit',
    canPan: () => v.state.zoom !== 'fit',
    wantsBox: (event) => v.drawing || event.shiftKey,
    drag(pane, dx, dy, offset) {
      if (offset) navigation.offsetBy(pane, dx / pane.transform.scale, dy / pane.transform.scale);
      else navigation.panBy(pane, dx, dy);
    },
    zoom: (pane, x, y, factor) => navigation.zoomTo(pane, v.scaleOf(pane) * factor, pointAt(pane, { x, y })),
    toggle: (pane, x, y) => navigation.toggle(pane, pointAt(pane, { x, y })),
    hover: (pane, x, y) => v.setHover(pane ? pointAt(pane, { x, y }) : null),
    box(pane, from, to, done) {
      const box = boxBetween(pointAt(pane, from), pointAt(pane, to), v.data);
      v.draft = done ? null : box;
      if (done) {
        v.drawing = false;
        regions.add(box);
      } else v.requestDraw();
    },
  });

  // --- what others see ----------------------------------------------------------

  /** The same pixels under other numbers: captions change, nothing is loaded again. */
  function rescore(next) {
    v.data = { ...v.data, protocol: next.protocol, panes: next.panes };
    for (const record of next.panes) setRecord(v.panes.get(record.name), record, v.protocol());
    layout.arrange();
    if (next.view) update(next.view);
    v.requestDraw();
    return ready;
  }

  function load(next) {
    if (samePixels(v.data, next)) return rescore(next);
    blended = null;
    subjects.clear();
    for (const pane of v.panes.values()) if (pane.image) v.images.close(pane.image);
    v.popovers.close();
    const before = v.data;
    const kept = before.panes.length ? keptState(v.state, before, next) : {};
    blink.stop();
    v.data = next && next.panes?.length ? next : EMPTY;
    v.field = null;
    v.hover = null;
    v.panes = new Map(v.data.panes.map((record) => [record.name, createPane(
      record, (pane, anchor) => v.popovers.toggle(anchor, `Options of ${v.labelOf(pane.name)}`, menus.paneMenu(pane)), v.protocol(),
    )]));
    const linked = link ? decodeView(location.hash) : null;
    const fromLink = linked && linked.id === (v.data.id ?? null) ? linked.patch : {};
    // Four landscape photos side by side leave room for what is said about them; a larger grid is one click away.
    const wide = link && !before.panes.length && !linked && root.clientWidth >= 1100 && v.data.width > v.data.height;
    const first = wide ? { layout: 'row' } : {};
    v.state = [first, kept, v.data.view ?? {}, fromLink].reduce((state, patch) => mergeState(state, patch, v.data), defaultState(v.data));
    // Another result than the one the page was opened with: the address must not name the old one any longer.
    if (v.data.panes.length && before.id !== v.data.id) enterAddress(!before.panes.length);
    root.toggleAttribute('data-empty', !v.data.panes.length);
    toolbar.node.inert = !v.data.panes.length;
    layout.arrange();
    inspector.update();
    v.requestDraw();
    ready = loadAll(v);
    return ready;
  }

  const api = {
    root,
    load,
    set: update,
    /** The state, and where each visible pane's image lies on its canvas: screen = origin + (pixel + 0.5) · scale. */
    state() {
      draw();
      const transforms = Object.fromEntries(v.shown().map((pane) => [pane.name, { ...pane.transform, ...pane.box }]));
      const badges = Object.fromEntries([...v.panes.values()].map((pane) => [pane.name, { ...pane.status }]));
      return { ...publicState(), transforms, badges };
    },
    /** Show the guided pane as baseline + share · (guided − baseline), until another result comes or share is null. */
    blend(share) {
      blended = share;
      v.requestDraw();
    },
    /** [r, g, b] of a pane's own pixel, or null outside it or while it loads. */
    pixel(name, x, y) {
      const levels = v.panes.get(name)?.image?.levels;
      return levels ? readPixel(levels, Math.round(x), Math.round(y)) : null;
    },
    /** The part of the page's address that opens what is shown. */
    query: () => String(new URLSearchParams(v.data.query ?? '')),
    ready: () => ready.then(() => api),
    destroy() {
      layout.stop();
      blink.stop();
      detachKeyboard();
      v.images.stop();
      root.replaceChildren();
    },
  };
  load(payload);
  return api;
}
