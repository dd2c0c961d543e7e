// Where the panes stand: grid and row side by side, wipe and flip on top of each other.

import { activeNode, el } from './dom.js';
import { bestColumns } from './geometry.js';
import { describePane, resizePane } from './panes.js';

const CAPTION = 34;
/** Captions of panes narrower than this, in CSS pixels, take two lines. */
const NARROW = 500;
const TALL_CAPTION = 50;

/** @param {import('./types.d.ts').Viewer} v */
export function createLayout(v, stage, wipe) {
  const empty = el('p', { class: 'pl-empty' }, 'Open an image to compare its restorations here.');

  function name(pane, i) {
    const label = v.labelOf(pane.name);
    pane.number.textContent = String(i + 1);
    pane.label.textContent = label;
    pane.label.title = label;
    pane.tag.textContent = `${i + 1} ${label}`;
    pane.figure.style.setProperty('--pl-slot', i);
    pane.menu.setAttribute('aria-label', `Options of ${label}`);
    pane.figure.setAttribute('aria-label', describePane(pane, label));
    pane.canvas.setAttribute('aria-label', label);
  }

  function columns() {
    const frame = stage.parentElement;
    const count = Math.max(v.shown().length, 1);
    const { width, height } = frame.getBoundingClientRect();
    // The height allowed, not the height taken: else the two would change each other without end.
    const most = parseFloat(getComputedStyle(frame).maxHeight) || height;
    const across = v.state.layout === 'row' ? count
      : bestColumns(count, { width: width || 1, height: most || 1 }, v.data, 1, CAPTION);
    const rows = Math.ceil(count / across);
    stage.style.setProperty('--pl-columns', across);
    stage.style.setProperty('--pl-rows', rows);
    const strips = v.state.layout === 'wipe' ? count : across;
    const two = v.state.layout !== 'flip' && width / strips < NARROW;
    v.root.dataset.captions = two ? 'two' : 'one';
    const caption = two ? TALL_CAPTION : CAPTION;
    const aspect = v.data.height / v.data.width;
    const needed = v.stacked() ? width * aspect + caption : rows * ((width / across) * aspect + caption);
    frame.style.setProperty('--pl-needed', v.data.panes.length ? `${Math.ceil(needed)}px` : '0px');
  }

  /** A pane's size in whole device pixels, at once; the observer corrects it where it knows better. */
  function measure(pane) {
    const ratio = window.devicePixelRatio || 1;
    const box = pane.view.getBoundingClientRect();
    const side = (from, to) => Math.max(Math.round(to * ratio) - Math.round(from * ratio), 0);
    resizePane(pane, side(box.left, box.right), side(box.top, box.bottom));
  }

  const observer = new ResizeObserver((entries) => {
    const ratio = window.devicePixelRatio || 1;
    for (const entry of entries) {
      if (entry.target === stage) columns();
      const pane = v.shown().find((p) => p.view === entry.target);
      if (!pane) continue;
      const exact = entry.devicePixelContentBoxSize?.[0];
      // The observer is not given emulated pixel ratios: its value is used only where it can be right.
      const told = exact && Math.abs(exact.inlineSize - entry.contentRect.width * ratio) <= 1;
      if (told) resizePane(pane, exact.inlineSize, exact.blockSize);
      else measure(pane);
    }
    v.drawNow();
  });
  observer.observe(stage);

  return {
    /** After a change of layout, panes, order or names. */
    arrange() {
      const shown = v.shown();
      const figures = shown.length ? shown.map((pane) => pane.figure) : [empty];
      const focused = stage.contains(document.activeElement) ? activeNode() : null;
      if (figures.length !== stage.children.length || figures.some((figure, i) => stage.children[i] !== figure)) {
        stage.replaceChildren(...figures);
        if (focused?.isConnected) focused.focus({ preventScroll: true });
      }
      v.root.dataset.layout = v.state.layout;
      v.root.dataset.wipe = v.state.wipeAxis;
      stage.style.setProperty('--pl-count', Math.max(shown.length, 1));
      shown.forEach(name);
      for (const pane of shown) {
        try {
          observer.observe(pane.view, { box: 'device-pixel-content-box' });
        } catch {
          observer.observe(pane.view);
        }
      }
      wipe.arrange();
      columns();
      shown.forEach(measure);
    },
    stop: () => observer.disconnect(),
  };
}
