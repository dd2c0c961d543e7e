// What lies over the pixels: cross-hair, pixel grid and values, boxes of regions.

import { readPixels } from './draw.js';
import { toScreen, visibleRect } from './geometry.js';
import { writeNumbers } from './glyphs.js';
import { seenBrightness } from './look.js';
import { isWhole } from './regions.js';
import { intoPane } from './transforms.js';

const GRID_FROM = 16;

/** @param {import('./types.d.ts').Viewer} v */
export function drawCross(v) {
  const ratio = window.devicePixelRatio || 1;
  const shown = v.shown();
  for (const pane of shown) {
    // Under wipe all panes lie on one place: one cross is enough.
    const on = Boolean(v.hover) && v.state.crosshair && (v.state.layout !== 'wipe' || pane === shown.at(-1));
    pane.crossX.hidden = pane.crossY.hidden = !on;
    if (!on) continue;
    const at = toScreen(pane.transform, intoPane(pane.subject, v.data, v.hover, v.viewField()));
    pane.crossX.style.transform = `translateY(${Math.round(at.y) / ratio}px)`;
    pane.crossY.style.transform = `translateX(${Math.round(at.x) / ratio}px)`;
  }
}

function drawGrid(context, transform, area) {
  const { scale } = transform;
  context.beginPath();
  for (let x = area.x0; x <= area.x1; x += 1) {
    const at = transform.x + Math.round(x * scale) + 0.5;
    context.moveTo(at, transform.y + area.y0 * scale);
    context.lineTo(at, transform.y + area.y1 * scale);
  }
  for (let y = area.y0; y <= area.y1; y += 1) {
    const at = transform.y + Math.round(y * scale) + 0.5;
    context.moveTo(transform.x + area.x0 * scale, at);
    context.lineTo(transform.x + area.x1 * scale, at);
  }
  context.strokeStyle = 'rgb(128 128 128 / 45%)';
  context.lineWidth = 1;
  context.stroke();
}

/**
 * R, G and B of every pixel below each other, minus those of `against` if given, on the ground that `ground` paints.
 * Replaces what the strip holds.
 */
function drawValues(context, transform, area, { left, right, top, bottom }, { levels, against, ground, look }) {
  const ratio = window.devicePixelRatio || 1;
  const count = area.x1 - area.x0;
  const pixels = readPixels(levels, area).slice();
  const base = against ? readPixels(against, area).slice() : null;
  const below = readPixels(ground, area);
  const image = new ImageData(right - left, bottom - top);
  for (let y = area.y0; y < area.y1; y += 1) {
    for (let x = area.x0; x < area.x1; x += 1) {
      const i = ((y - area.y0) * count + x - area.x0) * 4;
      const at = toScreen(transform, { x, y });
      const numbers = [0, 1, 2].map((c) => pixels[i + c] - (base?.[i + c] ?? 0));
      writeNumbers(image, numbers, at.x - left, at.y - top, transform.scale, seenBrightness(below, i, look) <= 127, ratio);
    }
  }
  context.putImageData(image, left, top);
}

/**
 * Boxes of regions on a pane's image under `transform`; `unit` is the width of a thin line in its pixels.
 * @param {import('./types.d.ts').Viewer} v
 */
export function drawRegions(v, pane, context, transform = pane.transform, unit = 1) {
  const size = 12 * unit * (unit === 1 ? window.devicePixelRatio || 1 : 1);
  v.state.regions.concat(v.draft ?? []).forEach((region, i) => {
    if (isWhole(region, v.data)) return;
    const corner = (x, y) => toScreen(transform, intoPane(pane.subject, v.data, { x: x - 0.5, y: y - 0.5 }, v.viewField()));
    const [a, b, c, d] = [
      corner(region.x, region.y), corner(region.x + region.width, region.y),
      corner(region.x + region.width, region.y + region.height), corner(region.x, region.y + region.height),
    ];
    context.beginPath();
    for (const [k, p] of [a, b, c, d].entries()) context[k ? 'lineTo' : 'moveTo'](Math.round(p.x) + 0.5, Math.round(p.y) + 0.5);
    context.closePath();
    context.lineWidth = 3 * unit;
    context.strokeStyle = 'rgb(0 0 0 / 65%)';
    context.stroke();
    context.lineWidth = unit;
    context.strokeStyle = '#fff';
    context.stroke();
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.lineWidth = 3 * unit;
    context.strokeStyle = 'rgb(0 0 0 / 65%)';
    context.strokeText(String(i + 1), a.x + 5 * unit, a.y + 4 * unit);
    context.fillStyle = '#fff';
    context.fillText(String(i + 1), a.x + 5 * unit, a.y + 4 * unit);
  });
}

/** @param {import('./types.d.ts').Viewer} v */
export function drawOverlay(v, pane, strip) {
  const { overlayContext: context, box, transform, subject } = pane;
  const detailed = v.state.values && transform.scale >= GRID_FROM;
  const wanted = detailed || v.state.regions.length > 0 || v.draft;
  pane.overlay.hidden = !wanted;
  if (!wanted) return;
  context.clearRect(0, 0, box.width, box.height);
  context.save();
  context.beginPath();
  context.rect(strip.left, strip.top, strip.right - strip.left, strip.bottom - strip.top);
  context.clip();
  if (detailed) {
    const area = visibleRect(transform, strip, subject);
    const levels = subject.values ?? subject.source?.levels;
    const roomy = transform.scale >= GRID_FROM * (window.devicePixelRatio || 1);
    if (roomy && !v.zooming() && levels?.[0] && strip.right > strip.left && strip.bottom > strip.top && area.x1 > area.x0 && area.y1 > area.y0) {
      drawValues(context, transform, area, strip, { levels, against: subject.against, ground: subject.source.levels, look: v.state.layout === 'difference' ? undefined : v.state });
    }
    drawGrid(context, transform, area);
  }
  drawRegions(v, pane, context);
  context.restore();
}
