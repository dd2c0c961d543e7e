// What the view shows, as plain data: the format of state(), set(), links and saved sessions.

import { clamp, MAX_SCALE, MIN_SCALE } from './geometry.js';

export const LAYOUTS = ['grid', 'row', 'wipe', 'flip', 'difference'];
export const MAX_PANES = 8;
export const MAX_REGIONS = 8;
export const DIFFERENCE = {
  mode: ['absolute', 'signed', 'squared'],
  channel: ['rgb', 'luma', 'red', 'green', 'blue'],
  map: ['inferno', 'viridis', 'grey'],
};
export const GAINS = [1, 2, 4, 8, 16, 32];
/** Doublings of the view's brightness, as in viewers of high dynamic range; pixels and numbers stay. */
export const EXPOSURES = [-2, -1, 0, 1, 2, 3, 4];

/** One channel as grey, in every pane. */
export const CHANNEL_VIEWS = ['all', 'red', 'green', 'blue', 'luma'];

export const channelLabel = (channel) => (channel === 'all' ? 'in colour' : `${channel} only`);

export const exposureLabel = (steps) => (steps ? `${steps > 0 ? '×' : '÷'} ${2 ** Math.abs(steps)}` : 'as it is');

/**
 * What is shown of a result at first.
 * @param {import('./payload.d.ts').ViewerPayload} payload
 * @returns {import('./types.d.ts').ViewState}
 */
export function defaultState(payload) {
  const names = payload.panes.map((pane) => pane.name);
  const visible = (payload.visible ?? []).filter((name) => names.includes(name));
  return {
    layout: 'grid',
    panes: (visible.length ? visible : names).slice(0, MAX_PANES),
    zoom: 'fit',
    x: (payload.width - 1) / 2,
    y: (payload.height - 1) / 2,
    flip: null,
    wipe: [],
    wipeAxis: 'x',
    reference: names.includes(payload.reference) ? payload.reference : names[0] ?? null,
    difference: { mode: 'absolute', channel: 'rgb', gain: 2, map: 'inferno' },
    regions: [],
    offsets: {},
    unlinked: {},
    labels: {},
    crosshair: true,
    minimap: true,
    values: true,
    follow: true,
    exposure: 0,
    channel: 'all',
  };
}

const KEPT = ['layout', 'wipeAxis', 'flip', 'difference', 'crosshair', 'minimap', 'values', 'follow'];

/** What stays when another comparison is opened: layout and display, not the position. Panes only if they were chosen. */
export function keptState(state, payload, next = null) {
  // The same photo with another pane: the position stays too.
  if (next?.base && next.base === payload.id) {
    const room = next.added && !state.panes.includes(next.added) && state.panes.length < MAX_PANES;
    return room ? { ...state, panes: [...state.panes, next.added] } : state;
  }
  const kept = Object.fromEntries(KEPT.map((field) => [field, state[field]]));
  const chosen = String(state.panes) !== String(defaultState(payload).panes);
  return chosen ? { ...kept, panes: state.panes } : kept;
}

/** Whether two payloads show the very same images of the same comparison. */
export function samePixels(old, next) {
  const proof = ({ id, panes }) => JSON.stringify([id, panes.map(({ name, sha256, file }) => [name, sha256, file?.url ?? file])]);
  return Boolean(old?.id && old.panes?.length && next?.panes?.length) && proof(old) === proof(next);
}

const number = (value, low, high, otherwise) =>
  (typeof value === 'number' && Number.isFinite(value) ? clamp(value, low, high) : otherwise);
const oneOf = (value, list, otherwise) => (list.includes(value) ? value : otherwise);
const flag = (value, otherwise) => (typeof value === 'boolean' ? value : otherwise);

/** Dividers for `count` images, evenly spread from `left` to `right` (fractions of the stage). */
export function evenWipe(count, left = 0, right = 1) {
  return Array.from({ length: Math.max(count - 1, 0) }, (_, i) => left + ((right - left) * (i + 1)) / count);
}

/** Divider `index` moved to `at`; the others are pushed along, never passed. */
export function moveDivider(wipe, index, at) {
  const next = [...wipe];
  next[index] = clamp(at, 0, 1);
  for (let i = index + 1; i < next.length; i += 1) next[i] = Math.max(next[i], next[i - 1]);
  for (let i = index - 1; i >= 0; i -= 1) next[i] = Math.min(next[i], next[i + 1]);
  return next;
}

function perPane(value, names, read) {
  const out = {};
  for (const [name, item] of Object.entries(value && typeof value === 'object' ? value : {})) {
    const kept = names.includes(name) ? read(item) : null;
    if (kept !== null) out[name] = kept;
  }
  return out;
}

/** `state` with the fields of `patch` that make sense; anything else in it is ignored. */
export function mergeState(state, patch, payload) {
  const names = payload.panes.map((pane) => pane.name);
  const next = { ...state, difference: { ...state.difference } };
  const x = (value, otherwise) => number(value, -0.5, payload.width - 0.5, otherwise);
  const y = (value, otherwise) => number(value, -0.5, payload.height - 0.5, otherwise);
  next.layout = oneOf(patch.layout, LAYOUTS, state.layout);
  if (Array.isArray(patch.panes)) {
    const panes = [...new Set(patch.panes)].filter((name) => names.includes(name)).slice(0, MAX_PANES);
    if (panes.length) next.panes = panes;
  }
  next.zoom = patch.zoom === 'fit' ? 'fit' : number(patch.zoom, MIN_SCALE, MAX_SCALE, state.zoom);
  next.x = x(patch.x, state.x);
  next.y = y(patch.y, state.y);
  next.flip = oneOf(patch.flip, next.panes, next.panes.includes(state.flip) ? state.flip : next.panes[0]);
  next.reference = oneOf(patch.reference, names, state.reference);
  next.exposure = oneOf(patch.exposure, EXPOSURES, state.exposure);
  next.channel = oneOf(patch.channel, CHANNEL_VIEWS, state.channel);
  next.wipeAxis = oneOf(patch.wipeAxis, ['x', 'y'], state.wipeAxis);
  // Empty stands for "not placed yet": where the dividers go depends on the size of the stage, and on their direction.
  const old = next.wipeAxis === state.wipeAxis ? state.wipe : [];
  const wipe = Array.isArray(patch.wipe) ? patch.wipe.map((at) => number(at, 0, 1, null)) : old;
  next.wipe = wipe.length === next.panes.length - 1 && !wipe.includes(null) ? [...wipe].sort((a, b) => a - b) : [];
  const difference = patch.difference ?? {};
  for (const [field, list] of Object.entries(DIFFERENCE)) {
    next.difference[field] = oneOf(difference[field], list, state.difference[field]);
  }
  next.difference.gain = oneOf(difference.gain, GAINS, state.difference.gain);
  if (Array.isArray(patch.regions)) {
    next.regions = patch.regions.slice(0, MAX_REGIONS).flatMap((region) => {
      const [rx, ry] = [Math.round(x(region?.x, NaN)), Math.round(y(region?.y, NaN))];
      const w = Math.round(number(region?.width, 1, payload.width - rx, NaN));
      const h = Math.round(number(region?.height, 1, payload.height - ry, NaN));
      if (![rx, ry, w, h].every(Number.isFinite)) return [];
      return [{ x: Math.max(rx, 0), y: Math.max(ry, 0), width: w, height: h, why: String(region.why ?? '').slice(0, 80) }];
    });
  }
  if (patch.offsets) {
    next.offsets = perPane(patch.offsets, names, (pair) => {
      const [dx, dy] = [number(pair?.[0], -1e5, 1e5, 0), number(pair?.[1], -1e5, 1e5, 0)];
      return dx || dy ? [dx, dy] : null;
    });
  }
  if (patch.unlinked) {
    next.unlinked = perPane(patch.unlinked, names, (own) => {
      const zoom = own?.zoom === 'fit' ? 'fit' : number(own?.zoom, MIN_SCALE, MAX_SCALE, null);
      return zoom === null ? null : { zoom, x: x(own.x, state.x), y: y(own.y, state.y) };
    });
  }
  if (patch.labels) {
    next.labels = perPane(patch.labels, names, (text) => String(text).trim().slice(0, 60) || null);
  }
  for (const field of ['crosshair', 'minimap', 'values', 'follow']) next[field] = flag(patch[field], state[field]);
  return next;
}
