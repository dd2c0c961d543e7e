// The viewer: several images of one scene, looked at together, pixel for pixel.
//
//   const viewer = createViewer(root, payload, { onEvent });
//   viewer.load(payload); viewer.state(); viewer.set(state); viewer.pixel(name, x, y); viewer.destroy();
//
// `payload` comes from comparison_payload in app/panes.py. Nothing here knows Gradio.

import { el } from './dom.js';
import { readPixel } from './draw.js';
import { createEngine } from './engine.js';
import { decodeFlow } from './flow.js';
import { bestColumns, clamp, clampCentre, MAX_SCALE, stepScale, toImage, toScreen, zoomAbout } from './geometry.js';
import { attachPointer } from './input.js';
import { createPane, describePane, drawPane, resizePane, setStatus } from './panes.js';
import { defaultState, evenWipe, mergeState, moveDivider } from './state.js';
import { createToolbar } from './toolbar.js';
import { frameScale, intoFrame, intoPane, paneTransform } from './transforms.js';

/* global VIEWER_WORKER, VIEWER_STYLE */

const EMPTY = { panes: [], width: 1, height: 1, reference: null, visible: [] };

function addStyle() {
  if (document.getElementById('priorlens-viewer-style')) return;
  document.head.append(el('style', { id: 'priorlens-viewer-style' }, VIEWER_STYLE));
}

export function createViewer(root, payload = null, { onEvent = () => {} } = {}) {
  addStyle();
  let data = EMPTY;
  let state = defaultState(data);
  let panes = new Map();
  let field = null;
  let hover = null;
  let frame = 0;
  let ready = Promise.resolve();
  const engine = createEngine(VIEWER_WORKER, requestDraw);

  const stage = el('div', { class: 'pl-stage', 'data-testid': 'stage' });
  const dividers = el('div', { class: 'pl-dividers' });
  const empty = el('p', { class: 'pl-empty' }, 'Open an image to compare its restorations here.');
  const inspector = el('div', { class: 'pl-inspector', 'data-testid': 'inspector' });
  const toolbar = createToolbar({
    layout: (layout) => update({ layout }),
    toggleZoom: () => update({ zoom: state.zoom === 'fit' ? 1 : 'fit' }),
    zoomIn: () => zoomStep(1),
    zoomOut: () => zoomStep(-1),
    fit: () => update({ zoom: 'fit' }),
  });
  root.classList.add('pl-viewer');
  root.replaceChildren(toolbar.node, el('div', { class: 'pl-frame' }, stage, dividers), inspector);

  const shown = () => state.panes.map((name) => panes.get(name)).filter(Boolean);
  const stacked = () => state.layout === 'wipe' || state.layout === 'flip';
  const view = (pane) => state.unlinked[pane.name] ?? state;
  const viewField = () => (state.follow ? field : null);
  const scaleOf = (pane) => frameScale(view(pane), pane.box, data);
  const leader = () => shown().find((pane) => !state.unlinked[pane.name]) ?? shown()[0];
  const strip = (pane) => {
    const i = state.panes.indexOf(pane.name);
    return [i ? state.wipe[i - 1] : 0, state.wipe[i] ?? 1];
  };

  function update(patch, { silent = false } = {}) {
    const before = state;
    state = mergeState(state, patch, data);
    if (before.layout !== state.layout || String(before.panes) !== String(state.panes)) arrange();
    placeDividers();
    requestDraw();
    if (!silent) onEvent('state', publicState());
  }

  // --- zoom and pan ---------------------------------------------------------

  function setView(pane, next) {
    if (state.unlinked[pane.name]) {
      update({ unlinked: { ...state.unlinked, [pane.name]: { ...view(pane), ...next } } });
    } else update(next);
  }

  function zoomTo(pane, scale, point) {
    const old = scaleOf(pane);
    const least = Math.min(frameScale({ zoom: 'fit' }, pane.box, data), 1);
    const next = clamp(scale, least, MAX_SCALE);
    if (next <= least * 1.0001 && least < 1) return setView(pane, { zoom: 'fit' });
    const from = view(pane).zoom === 'fit' ? { x: (data.width - 1) / 2, y: (data.height - 1) / 2 } : view(pane);
    const centre = clampCentre(zoomAbout(from, point ?? from, old, next), next, pane.box, data);
    return setView(pane, { zoom: next, ...centre });
  }

  function zoomStep(direction) {
    const pane = leader();
    if (pane) zoomTo(pane, stepScale(scaleOf(pane), direction), null);
  }

  function panBy(pane, dx, dy) {
    if (view(pane).zoom === 'fit') return;
    const scale = scaleOf(pane);
    const moved = { x: view(pane).x - dx / scale, y: view(pane).y - dy / scale };
    setView(pane, clampCentre(moved, scale, pane.box, data));
  }

  // --- layout ---------------------------------------------------------------

  function arrange() {
    stage.replaceChildren(...shown().map((pane) => pane.figure));
    root.dataset.layout = state.layout;
    shown().forEach((pane, i) => {
      const label = state.labels[pane.name] ?? pane.record.label;
      pane.number.textContent = String(i + 1);
      pane.label.textContent = label;
      pane.menu.setAttribute('aria-label', `Options of ${label}`);
      pane.figure.setAttribute('aria-label', describePane(pane, label));
      pane.canvas.setAttribute('aria-label', label);
      observer.observe(pane.view);
    });
    dividers.replaceChildren(...(state.layout === 'wipe' ? state.wipe.map((_, i) => el('input', {
      type: 'range', class: 'pl-divider', min: 0, max: 100, step: 0.1, 'data-testid': `divider-${i + 1}`,
      oninput: (event) => update({ wipe: moveDivider(state.wipe, i, event.target.value / 100) }),
    })) : []));
    empty.remove();
    if (!shown().length) stage.append(empty);
    placeColumns();
  }

  function placeColumns() {
    const count = Math.max(shown().length, 1);
    const box = stage.getBoundingClientRect();
    const columns = state.layout === 'row' ? count
      : bestColumns(count, { width: box.width || 1, height: box.height || 1 }, data, 1, 36);
    stage.style.setProperty('--pl-columns', columns);
    stage.style.setProperty('--pl-rows', Math.ceil(count / columns));
  }

  function placeDividers() {
    [...dividers.children].forEach((input, i) => {
      const percent = Math.round((state.wipe[i] ?? 0.5) * 1000) / 10;
      input.value = percent;
      const [left, right] = [i, i + 1].map((k) => panes.get(state.panes[k])?.label.textContent ?? '');
      input.setAttribute('aria-label', `Divider between ${left} and ${right}`);
      input.setAttribute('aria-valuetext', `${left} | ${right} at ${Math.round(percent)} %`);
    });
  }

  const observer = new ResizeObserver((entries) => {
    for (const entry of entries) {
      if (entry.target === stage) placeColumns();
      const pane = shown().find((p) => p.view === entry.target);
      if (!pane) continue;
      const exact = entry.devicePixelContentBoxSize?.[0];
      const ratio = window.devicePixelRatio || 1;
      resizePane(
        pane,
        exact ? exact.inlineSize : Math.round(entry.contentRect.width * ratio),
        exact ? exact.blockSize : Math.round(entry.contentRect.height * ratio),
      );
    }
    draw();
  });
  observer.observe(stage);

  // --- drawing --------------------------------------------------------------

  function requestDraw() {
    frame ||= requestAnimationFrame(draw);
  }

  function draw() {
    cancelAnimationFrame(frame);
    frame = 0;
    for (const pane of shown()) {
      const [from, to] = state.layout === 'wipe' ? strip(pane) : [0, 1];
      const active = state.layout !== 'flip' || pane.name === state.flip;
      pane.figure.classList.toggle('pl-active', active);
      pane.figure.style.setProperty('--pl-from', from);
      pane.figure.style.setProperty('--pl-to', to);
      pane.transform = paneTransform(pane, data, view(pane), pane.box, viewField(), state.offsets[pane.name]);
      if (active) drawPane(pane, pane.image, from, to);
    }
    const first = leader();
    if (first) {
      toolbar.update(state, scaleOf(first));
      stage.classList.toggle('pl-zoomed', state.zoom !== 'fit');
    }
    drawCross();
  }

  function drawCross() {
    const ratio = window.devicePixelRatio || 1;
    for (const pane of shown()) {
      const on = Boolean(hover) && state.crosshair;
      pane.crossX.hidden = pane.crossY.hidden = !on;
      if (!on) continue;
      const at = toScreen(pane.transform, intoPane(pane, data, hover, viewField()));
      pane.crossX.style.transform = `translateY(${at.y / ratio}px)`;
      pane.crossY.style.transform = `translateX(${at.x / ratio}px)`;
    }
  }

  // --- pointer --------------------------------------------------------------

  function paneAt(event, forced = null) {
    let pane = forced;
    if (!pane && state.layout === 'flip') pane = panes.get(state.flip);
    if (!pane && state.layout === 'wipe') {
      const box = stage.getBoundingClientRect();
      const at = (event.clientX - box.left) / box.width;
      pane = shown().find((p) => strip(p)[1] >= at) ?? shown()[0];
    }
    pane ??= panes.get(event.target.closest('.pl-pane')?.dataset.pane);
    if (!pane) return null;
    const box = pane.view.getBoundingClientRect();
    if (!forced && (event.clientY < box.top || event.clientY > box.bottom)) return null;
    return {
      pane,
      x: ((event.clientX - box.left) * pane.box.width) / box.width,
      y: ((event.clientY - box.top) * pane.box.height) / box.height,
    };
  }

  const pointAt = (pane, x, y) => intoFrame(pane, data, toImage(pane.transform, { x, y }), viewField());

  attachPointer(stage, {
    paneAt,
    canZoomOut: () => state.zoom !== 'fit',
    canPan: () => state.zoom !== 'fit',
    wantsBox: (event) => event.shiftKey,
    drag: (pane, dx, dy) => panBy(pane, dx, dy),
    zoom: (pane, x, y, factor) => zoomTo(pane, scaleOf(pane) * factor, pointAt(pane, x, y)),
    toggle: (pane, x, y) => (view(pane).zoom === 'fit'
      ? zoomTo(pane, Math.max(1, 2 * scaleOf(pane)), pointAt(pane, x, y)) : setView(pane, { zoom: 'fit' })),
    hover: (pane, x, y) => {
      hover = pane ? pointAt(pane, x, y) : null;
      drawCross();
    },
    box: () => {},
  });

  // --- loading --------------------------------------------------------------

  async function loadPane(pane) {
    const { record } = pane;
    try {
      pane.image = engine.open(record.file?.url ?? record.file);
      const size = await pane.image.done;
      if (!size) return;
      setStatus(pane, 'checking');
      requestDraw();
      if (size.width !== record.width || size.height !== record.height) {
        setStatus(pane, 'wrong', `the file has ${size.width}×${size.height} pixels, the server computed ${record.width}×${record.height}`);
        return;
      }
      const found = await engine.hash(pane.image);
      if (found === null) return;
      if (found === record.sha256) setStatus(pane, 'exact');
      else setStatus(pane, 'wrong', 'the pixels decoded here differ from those the server computed');
    } catch (error) {
      setStatus(pane, 'wrong', `the image could not be shown: ${error.message}`);
    }
    requestDraw();
  }

  async function loadFlow(flow) {
    field = null;
    if (!flow) return;
    const mine = data;
    try {
      const bytes = await engine.bytes(flow.file?.url ?? flow.file, true);
      if (mine === data) field = decodeFlow(bytes, flow);
    } catch (error) {
      onEvent('warning', { text: `The alignment could not be read: ${error.message}` });
    }
    requestDraw();
  }

  function load(next) {
    for (const pane of panes.values()) if (pane.image) engine.close(pane.image);
    data = next && next.panes?.length ? next : EMPTY;
    panes = new Map(data.panes.map((record) => [record.name, createPane(record, () => {})]));
    state = mergeState(defaultState(data), data.view ?? {}, data);
    arrange();
    placeDividers();
    requestDraw();
    ready = Promise.all([...[...panes.values()].map(loadPane), loadFlow(data.flow)]);
    return ready;
  }

  // --- what others see ------------------------------------------------------

  function publicState() {
    return structuredClone({ id: data.id ?? null, ...state });
  }

  const api = {
    load,
    set: (patch) => update(patch),
    /** The state, and where each visible pane's image lies on its canvas: screen = origin + (pixel + 0.5) · scale. */
    state: () => {
      draw();
      const transforms = Object.fromEntries(shown().map((pane) => [pane.name, { ...pane.transform, ...pane.box }]));
      const badges = Object.fromEntries([...panes.values()].map((pane) => [pane.name, { ...pane.status }]));
      return { ...publicState(), transforms, badges };
    },
    /** [r, g, b] of a pane's own pixel, or null outside it or while it loads. */
    pixel: (name, x, y) => {
      const levels = panes.get(name)?.image?.levels;
      return levels ? readPixel(levels, Math.round(x), Math.round(y)) : null;
    },
    ready: () => ready.then(() => api),
    destroy() {
      observer.disconnect();
      engine.stop();
      root.replaceChildren();
    },
  };
  load(payload);
  return api;
}
