// Boxes of interest: PSNR, SSIM, histogram and levels inside each, for every method, with crops side by side.

import { activeNode, button, el } from './dom.js';
import { drawImage } from './draw.js';
import { clamp } from './geometry.js';
import { protocolChip } from './panes.js';
import { rankMethods } from './ranking.js';
import { MAX_REGIONS } from './state.js';
import { paneTransform } from './transforms.js';

const WHY = {
  differ: 'methods differ most', best: 'prior-guided gains most', worst: 'prior-guided loses most',
  'hardly better': 'prior-guided gains least', 'hardly worse': 'prior-guided loses least',
};
const CROP = 176;

/** A box {x, y, width, height} in whole frame pixels from two corners in any order. */
export function boxBetween(a, b, frame) {
  const side = (p, q, size) => {
    const low = clamp(Math.floor(Math.min(p, q) + 0.5), 0, size - 1);
    return [low, clamp(Math.floor(Math.max(p, q) + 0.5) + 1, low + 1, size) - low];
  };
  const [x, width] = side(a.x, b.x, frame.width);
  const [y, height] = side(a.y, b.y, frame.height);
  return { x, y, width, height };
}

/** The box around everything. */
export const wholeOf = ({ width, height }) => ({ x: 0, y: 0, width, height });

export const isWhole = (region, frame) => region.width === frame.width && region.height === frame.height;

export function scoreLine({ psnr, ssim }, against) {
  if (psnr === undefined) return 'reference';
  if (Number.isNaN(psnr)) return 'nothing left of the box';
  const decibel = psnr === Infinity ? '∞' : psnr.toFixed(2);
  const change = against === 'truth' ? '' : 'change ';
  if (ssim === undefined) return `${change}${decibel} dB · …`;
  return `${change}${decibel} dB${Number.isNaN(ssim) ? '' : ` · ${ssim.toFixed(3)}`}`;
}

/** @param {import('./types.d.ts').Viewer} v */
export function createRegions(v) {
  const node = el('section', { class: 'pl-regions', 'aria-label': 'Regions of interest', 'data-testid': 'regions', hidden: true });
  const stats = new Map();
  let drawn = '';

  const frame = () => ({ width: v.data.width, height: v.data.height });
  const idOf = ({ x, y, width, height }) => JSON.stringify([x, y, width, height, v.state.reference, protocol(), loaded()]);
  const protocol = () => v.data.protocol?.id ?? 'rgb';
  const loaded = () => Object.fromEntries([...v.panes.values()].filter((p) => p.image?.levels[0]).map((p) => [p.name, p.image.key]));

  async function measure(region) {
    const keys = loaded();
    const reference = keys[v.state.reference];
    if (!reference) return;
    const id = idOf(region);
    if (stats.has(id)) return;
    stats.set(id, null);
    const { x, y, width, height } = region;
    const what = { reference, frame: frame(), box: { x, y, width, height }, protocol: protocol() };
    const found = await v.images.call('regionStats', { keys, ...what });
    stats.set(id, found);
    redraw();
    for (const [name, key] of Object.entries(keys)) {
      if (key === reference) continue;
      // Its result is no longer needed: other tasks of the worker come first.
      if (!v.state.regions.some((other) => idOf(other) === id)) return stats.delete(id);
      found[name].ssim = await v.images.call('regionSsim', { key, ...what });
      redraw();
    }
    return found;
  }

  function redraw() {
    drawn = '';
    v.requestDraw();
  }

  function crop(region, pane) {
    const ratio = window.devicePixelRatio || 1;
    const across = Math.round(CROP * ratio);
    const down = Math.round(across * clamp(region.height / region.width, 0.4, 1.25));
    const canvas = el('canvas', { width: across, height: down, class: 'pl-crop', role: 'img', 'aria-label': `Region in ${v.labelOf(pane.name)}` });
    const fit = Math.min(across / region.width, down / region.height);
    const box = { width: across, height: down };
    const view = {
      zoom: fit >= 1 ? Math.floor(fit) : fit, x: region.x + (region.width - 1) / 2, y: region.y + (region.height - 1) / 2,
    };
    const subject = { ...pane.record, source: pane.image };
    const transform = paneTransform(subject, v.data, view, box, { field: v.viewField(), stacked: true });
    if (pane.image) drawImage(canvas.getContext('2d'), pane.image.levels, subject, transform, box);
    return canvas;
  }

  function bars(histogram) {
    const top = Math.max(...histogram);
    const path = histogram.map((value, i) => `${i ? 'L' : 'M'}${i} ${16 - (value / top) * 15}`).join('');
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', `0 0 ${histogram.length - 1} 16`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('class', 'pl-histogram');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', 'Histogram of brightness, dark to light');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  function levelTable({ min, mean, max }, resized) {
    const row = (channel, c) => el('tr', {}, el('th', { scope: 'row' }, channel), [min[c], mean[c].toFixed(1), max[c]].map((value) => el('td', {}, value)));
    return el(
      'table', { class: 'pl-levels', title: resized ? 'Of the image resized as it is scored' : null },
      el('thead', {}, el('tr', {}, el('td', {}), ['min', 'mean', 'max'].map((text) => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, ['R', 'G', 'B'].map(row)),
    );
  }

  function card(region, pane, found, best) {
    const own = found?.[pane.name];
    const resized = pane.record.width !== v.data.width || pane.record.height !== v.data.height;
    return el(
      'figure', { class: `pl-card${best === pane.name ? ' pl-best' : ''}`, 'data-testid': `region-${pane.name}` },
      crop(region, pane),
      el(
        'figcaption', {}, el('span', { class: 'pl-label' }, v.labelOf(pane.name)),
        el(
          'span', { class: 'pl-card-score', title: resized ? 'Scored after a plain resize, as in the caption; the crop follows the alignment' : null },
          own ? scoreLine(own, v.state.reference) : '…', resized ? ' (resized)' : '',
        ),
      ),
      own ? bars(own.histogram) : null,
      own ? levelTable(own.levels, resized && !isWhole(region, v.data)) : null,
    );
  }

  /** What is shown, every other method that is at hand, and the reference. */
  function namesOf() {
    const methods = [...v.panes.values()].filter(({ record, image }) => record.scores?.length && image?.levels[0]);
    return [...new Set([...v.state.panes, ...methods.map(({ name }) => name), v.state.reference])];
  }

  function block(region, index) {
    const found = stats.get(idOf(region));
    const names = namesOf();
    // Closest to anything but ground truth is not best.
    const truthful = v.state.reference === 'truth';
    const scored = !truthful ? [] : names.filter((name) => name !== 'degraded' && v.panes.get(name)?.record.scores?.length && found?.[name]?.psnr !== undefined);
    const best = scored.reduce((top, name) => (top === null || found[name].psnr > found[top].psnr ? name : top), null);
    const whole = isWhole(region, v.data);
    const called = whole ? 'Whole image' : `Region ${index + 1}`;
    const go = () => {
      if (whole) return v.update({ zoom: 'fit' });
      const pane = v.leader();
      const scale = Math.min(pane.box.width / region.width, pane.box.height / region.height) * 0.8;
      return v.update({ zoom: scale >= 1 ? Math.floor(scale) : scale, x: region.x + (region.width - 1) / 2, y: region.y + (region.height - 1) / 2 });
    };
    return el(
      'div', { class: 'pl-region', 'data-testid': `roi-${index + 1}` },
      el(
        'div', { class: 'pl-region-head' },
        el('b', {}, called),
        el('span', { class: 'pl-note' }, `${region.width}×${region.height}${whole ? '' : ` at ${region.x}, ${region.y}`}${region.why ? ` · ${region.why}` : ''}`),
        el('span', { class: 'pl-spacer' }),
        button({ id: `roi-go-${index + 1}`, name: `Zoom to ${called.toLowerCase()}`, text: whole ? 'Fit' : 'Zoom to', onclick: go }),
        button({
          id: `roi-remove-${index + 1}`, name: `Remove ${called.toLowerCase()}`, symbol: 'close',
          onclick: () => v.update({ regions: v.state.regions.filter((_, i) => i !== index) }),
        }),
      ),
      el('div', { class: 'pl-cards', tabindex: 0, role: 'group', 'data-testid': `roi-crops-${index + 1}`, 'aria-label': `${called} in every pane` },
        names.map((name) => v.panes.get(name)).filter(Boolean).map((pane) => card(region, pane, found, best))),
    );
  }

  /** The methods that are scored against ground truth, the best first; none against anything else. */
  function ranking() {
    if (v.state.reference !== 'truth') return [];
    const names = namesOf().filter((name) => name !== 'truth' && v.panes.get(name)?.record.scores?.length);
    return rankMethods(v.state.regions, names, (region, name) => stats.get(idOf(region))?.[name]?.psnr);
  }

  function rankingTable() {
    const rows = ranking();
    if (rows.length < 2) return null;
    const called = (region, i) => (isWhole(region, v.data) ? 'Whole image' : `Region ${i + 1}`);
    const cell = (value, rank) => el('td', { class: rank === 1 ? 'pl-first' : null }, Number.isFinite(value) ? value.toFixed(2) : '∞');
    return el(
      'div', { class: 'pl-ranking', tabindex: 0, role: 'group', 'aria-label': 'Methods ranked on the regions' },
      el(
        'table', { 'data-testid': 'roi-ranking' },
        el('caption', {}, 'Ranked by PSNR, dB'),
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Method'), v.state.regions.map((region, i) => el('th', { scope: 'col' }, called(region, i))),
          el('th', { scope: 'col' }, 'Mean rank'))),
        el('tbody', {}, rows.map(({ name, psnr, ranks, mean }) => el('tr', {}, el('th', { scope: 'row' }, v.labelOf(name)),
          psnr.map((value, i) => cell(value, ranks[i])), el('td', {}, mean.toFixed(mean % 1 ? 2 : 0))))),
      ),
    );
  }

  function title() {
    const what = v.state.reference === 'truth' ? 'PSNR and SSIM' : 'Change (the formulas of PSNR and SSIM)';
    const add = button({ id: 'roi-whole', name: 'Add the whole image as a region', key: 'I', text: 'Add whole image', onclick: toggleWhole });
    return el(
      'div', { class: 'pl-regions-title' },
      el('p', {}, `${what} inside each box, against ${v.labelOf(v.state.reference)} `, v.protocol() ? protocolChip(v.protocol()) : 'RGB'),
      el('span', { class: 'pl-spacer' }), hasWhole() ? null : add,
    );
  }

  const hasWhole = () => v.state.regions.some((region) => isWhole(region, v.data));

  function add(box) {
    if (v.state.regions.length >= MAX_REGIONS) v.say(`${MAX_REGIONS} regions at most: remove one first`);
    else v.update({ regions: [...v.state.regions, box] });
  }

  /** The whole image as a region, or no longer. */
  function toggleWhole() {
    if (hasWhole()) v.update({ regions: v.state.regions.filter((region) => !isWhole(region, v.data)) });
    else add(wholeOf(v.data));
  }

  /** Draws the panel anew; focus and scrolling stay where they were, or the focus goes to the view if its place is gone. */
  function replace(children) {
    const focused = node.contains(document.activeElement) ? activeNode() : null;
    const place = focused?.dataset.testid ? `[data-testid="${focused.dataset.testid}"]` : '[data-protocol]';
    const scrolled = new Map([...node.querySelectorAll('.pl-cards')].map((cards) => [cards.dataset.testid, cards.scrollLeft]));
    node.replaceChildren(...children);
    for (const cards of node.querySelectorAll('.pl-cards')) cards.scrollLeft = scrolled.get(cards.dataset.testid) ?? 0;
    if (focused) (node.querySelector(place) ?? v.leader()?.figure)?.focus({ preventScroll: true });
  }

  function update() {
    node.hidden = v.state.regions.length === 0;
    const now = JSON.stringify([v.state.regions, v.state.panes, v.state.reference, v.state.labels, v.state.follow, protocol(), loaded()]);
    if (now === drawn) return;
    drawn = now;
    for (const region of v.state.regions) measure(region).catch((error) => v.say(`Scores failed: ${error.message}`));
    replace(v.state.regions.length ? [title(), rankingTable(), ...v.state.regions.map(block)].filter(Boolean) : []);
  }

  return {
    node,
    update,
    add,
    hasWhole,
    toggleWhole,
    /** Add the places that the worker finds worth a look, instead of those of last time. */
    async suggest() {
      const { baseline, guided, truth } = loaded();
      if (!baseline || !guided) return v.say('Suggestions need a baseline and a guided result.');
      const what = truth ? { keys: { baseline, guided }, reference: truth } : { keys: { guided }, reference: baseline };
      const found = await v.images.call('suggest', { ...what, frame: frame(), first: 'guided' });
      const own = v.state.regions.filter((region) => !region.why);
      return v.update({ regions: [...own, ...found.map(({ kind, ...box }) => ({ ...box, why: WHY[kind] }))] });
    },
  };
}
