// The overview in a corner: where the view lies in the whole image. Drag in it to move the view.

import { el } from './dom.js';
import { drawImage } from './draw.js';
import { clamp, fitScale, toImage } from './geometry.js';
import { intoFrame } from './transforms.js';

const SIDE = 132;
/** At most this share of the pane's width. */
const SHARE = 0.36;

/** @param {import('./types.d.ts').Viewer} v */
export function createMinimap(v, moveTo) {
  const canvas = el('canvas', { class: 'pl-minimap', 'data-testid': 'minimap', 'aria-hidden': 'true', hidden: true });
  const context = canvas.getContext('2d');

  const move = (event) => {
    const box = canvas.getBoundingClientRect();
    moveTo(v.leader(), {
      x: ((event.clientX - box.left) / box.width) * v.data.width - 0.5,
      y: ((event.clientY - box.top) / box.height) * v.data.height - 0.5,
    });
  };
  canvas.addEventListener('pointerdown', (event) => {
    event.stopPropagation();
    canvas.setPointerCapture(event.pointerId);
    move(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    event.stopPropagation();
    if (canvas.hasPointerCapture(event.pointerId)) move(event);
  });

  return {
    node: canvas,
    draw() {
      const pane = v.leader();
      const subject = pane?.subject;
      canvas.hidden = !v.state.minimap || !subject?.source || v.view(pane).zoom === 'fit';
      if (canvas.hidden) return;
      const ratio = window.devicePixelRatio || 1;
      const side = Math.min(SIDE * ratio, pane.box.width * SHARE);
      const scale = fitScale({ width: side, height: side }, v.data);
      const [width, height] = [Math.round(v.data.width * scale), Math.round(v.data.height * scale)];
      if (canvas.width !== width || canvas.height !== height) {
        [canvas.width, canvas.height] = [width, height];
        canvas.style.width = `${width / ratio}px`;
        canvas.style.height = `${height / ratio}px`;
      }
      if (canvas.parentElement !== pane.view) pane.view.append(canvas);
      drawImage(context, subject.source.levels, subject, { scale: width / subject.width, x: 0, y: 0 }, { width, height });
      const corner = (x, y) => intoFrame(subject, v.data, toImage(pane.transform, { x, y }), v.viewField());
      const [a, b] = [corner(0, 0), corner(pane.box.width, pane.box.height)];
      const at = (value, low, high) => Math.round(clamp((value + 0.5) * scale, low, high));
      const [x0, y0, x1, y1] = [at(a.x, 0, width), at(a.y, 0, height), at(b.x, 0, width), at(b.y, 0, height)];
      context.fillStyle = 'rgb(0 0 0 / 45%)';
      context.fillRect(0, 0, width, y0);
      context.fillRect(0, y1, width, height - y1);
      context.fillRect(0, y0, x0, y1 - y0);
      context.fillRect(x1, y0, width - x1, y1 - y0);
      context.strokeStyle = '#fff';
      context.strokeRect(x0 + 0.5, y0 + 0.5, Math.max(x1 - x0 - 1, 1), Math.max(y1 - y0 - 1, 1));
    },
  };
}
