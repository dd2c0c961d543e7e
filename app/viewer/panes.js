// One pane: caption, canvas, badge. Each keeps its own canvas in every layout; the stage's style
// decides whether they stand side by side or on top of each other.

import { drawFine, drawImage } from './draw.js';
import { el, icon } from './dom.js';

const BADGES = {
  loading: { text: 'loading', title: 'The image is on its way.' },
  checking: { text: 'checking', title: 'Comparing every pixel with what the server computed.' },
  exact: {
    text: 'pixel-exact', symbol: 'check',
    title: 'Pixel-exact: the SHA-256 of every pixel decoded here equals the one computed from the array.',
  },
  wrong: { text: 'not exact', symbol: 'alert', title: 'Not exact' },
  missing: { text: 'not shown', symbol: 'alert', title: 'Not shown' },
};

function score({ name, value }) {
  return el('span', { class: `pl-score pl-score-${name.toLowerCase()}` }, el('span', { class: 'pl-unit' }, `${name} `), value);
}

/** The protocol of the scores. Where the page around can recompute them, a button: what a click does is up to that page. */
export function protocolChip({ label, title, switches }) {
  if (!switches) return el('span', { class: 'pl-protocol', title }, label);
  return el('button', { type: 'button', class: 'pl-protocol', 'data-protocol': '', title, 'aria-label': `Protocol ${label}. Recompute under the next` }, label);
}

function provenance({ badge, origin, source }) {
  return badge ? el('span', { class: `pl-chip${source ? ' pl-chip-source' : ''}`, title: origin }, badge) : null;
}

export function createPane(record, onMenu, protocol = null) {
  const overlay = el('canvas', { class: 'pl-overlay', 'aria-hidden': 'true' });
  const canvas = el('canvas', { class: 'pl-canvas', role: 'img', 'data-testid': `canvas-${record.name}` });
  const pane = {
    name: record.name,
    record,
    image: null,
    subject: { ...record, source: null },
    status: { state: 'loading', reason: '' },
    box: { width: 1, height: 1 },
    transform: { scale: 1, x: 0, y: 0 },
    strip: { from: null, to: null },
    apart: '',
    canvas,
    context: canvas.getContext('2d'),
    overlay,
    overlayContext: overlay.getContext('2d'),
    number: el('span', { class: 'pl-number', 'aria-hidden': 'true' }),
    label: el('span', { class: 'pl-label' }),
    tag: el('span', { class: 'pl-tag', 'aria-hidden': 'true' }),
    offset: el('span', { class: 'pl-offset', hidden: true, title: 'This pane has a shift (Alt + drag) or a view (U) of its own' }),
    meta: el('span', { class: 'pl-caption-meta' }),
    badge: el('span', { class: 'pl-badge', 'data-testid': `badge-${record.name}`, role: 'status' }),
    message: el('p', { class: 'pl-message', hidden: true }),
    crossX: el('div', { class: 'pl-cross pl-cross-x', hidden: true }),
    crossY: el('div', { class: 'pl-cross pl-cross-y', hidden: true }),
  };
  pane.view = el('div', { class: 'pl-view' }, canvas, overlay, pane.crossX, pane.crossY, pane.tag, pane.message);
  const menu = el(
    'button',
    {
      type: 'button', class: 'pl-icon-button pl-pane-menu', 'aria-haspopup': 'true',
      'data-testid': `menu-${record.name}`, title: 'Pane options', onclick: (event) => onMenu(pane, event.currentTarget),
    },
    icon('more'),
  );
  pane.menu = menu;
  pane.figure = el(
    'figure',
    { class: 'pl-pane', 'data-testid': `pane-${record.name}`, 'data-pane': record.name, tabindex: 0, role: 'group' },
    el('figcaption', { class: 'pl-caption' }, el(
      'span', { class: 'pl-caption-body' },
      el('span', { class: 'pl-caption-start' }, pane.number, pane.label, pane.offset),
      pane.meta,
      el('span', { class: 'pl-caption-end' }, pane.badge, menu),
    )),
    pane.view,
  );
  setStatus(pane, 'loading');
  setRecord(pane, record, protocol);
  return pane;
}

/** What the caption says besides the name: where the image comes from, and its scores. */
export function setRecord(pane, record, protocol) {
  pane.record = record;
  const scores = record.scores ?? [];
  pane.meta.title = [record.origin, record.score_text].filter(Boolean).join('. ');
  pane.meta.replaceChildren(...[
    provenance(record), ...scores.map(score), scores.length && protocol ? protocolChip(protocol) : null,
  ].filter(Boolean));
}

const pixels = (d) => { const n = Math.round(d); return n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '0'; };

/** That a pane does not go with the others: shifted, or with a view of its own. */
export function setApart(pane, offset, unlinked) {
  const text = [unlinked ? 'unlinked' : '', offset ? `${offset.map(pixels).join(', ')} px` : ''].filter(Boolean).join(' · ');
  if (pane.apart === text) return;
  pane.apart = text;
  pane.offset.hidden = !text;
  pane.offset.textContent = text;
}

export function setStatus(pane, state, reason = '') {
  pane.status = { state, reason };
  const { text, title, symbol } = BADGES[state];
  pane.badge.className = `pl-badge pl-badge-${state}`;
  pane.badge.dataset.state = state;
  pane.badge.title = reason ? `${title}: ${reason}` : title;
  pane.badge.replaceChildren(
    ...(symbol ? [icon(symbol)] : []),
    el('span', { class: 'pl-badge-text' }, text),
    ...(reason ? [el('span', { class: 'pl-hidden' }, `: ${reason}`)] : []),
  );
  pane.message.hidden = !reason;
  pane.message.textContent = reason ? `${reason[0].toUpperCase()}${reason.slice(1)}.` : '';
}

/** Text of everything that belongs to the pane's name, for screen readers. */
export function describePane(pane, label) {
  return [label, pane.record.origin, pane.record.score_text].filter(Boolean).join(', ');
}

/** Give canvases the size of the pane in device pixels; true if anything changed. */
export function resizePane(pane, width, height) {
  if (pane.box.width === width && pane.box.height === height) return false;
  pane.box = { width, height };
  for (const canvas of [pane.canvas, pane.overlay]) {
    canvas.width = Math.max(width, 1);
    canvas.height = Math.max(height, 1);
  }
  return true;
}

/** Screen pixels beyond a strip that sampling at its edge looks at. */
const MARGIN = 4;

/** Draw what the pane shows in a strip of its box; `fine` while nothing moves. With `blend` {under, over, share} it
 * shows under + share · (over − under) of two images of its own size. */
export function drawPane(pane, strip, fine, blend = null) {
  const { context, box, transform, subject } = pane;
  context.clearRect(0, 0, box.width, box.height);
  if (!subject.source) return;
  const { left, right, top, bottom } = strip;
  const clipped = left > 0 || right < box.width || top > 0 || bottom < box.height;
  if (clipped) {
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
  }
  const edges = { ...box, left: left - MARGIN, right: right + MARGIN, top: top - MARGIN, bottom: bottom + MARGIN };
  const drawn = fine ? drawFine : drawImage;
  if (blend) {
    drawn(context, blend.under.levels, subject, transform, edges);
    context.globalAlpha = blend.share;
    drawn(context, blend.over.levels, subject, transform, edges);
    context.globalAlpha = 1;
  } else drawn(context, subject.source.levels, subject, transform, edges);
  if (clipped) context.restore();
}
