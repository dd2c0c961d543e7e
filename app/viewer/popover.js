// One small window at a time, under the button that opened it.

import { el } from './dom.js';

export function createPopovers(root) {
  let open = null;

  function close() {
    if (!open) return;
    const { node, anchor, stop } = open;
    open = null;
    stop();
    const had = node.contains(document.activeElement);
    node.remove();
    anchor.setAttribute('aria-expanded', 'false');
    if (had) anchor.focus({ preventScroll: true });
  }

  /** Show `content` under `anchor`; the same anchor again closes it. */
  function toggle(anchor, label, content) {
    const again = open?.anchor === anchor;
    close();
    if (again) return;
    const node = el('div', { class: 'pl-popover', role: 'dialog', 'aria-label': label }, content);
    root.append(node);
    const [outer, at] = [root.getBoundingClientRect(), anchor.getBoundingClientRect()];
    const width = node.offsetWidth;
    node.style.left = `${Math.max(8, Math.min(at.right - outer.left - width, outer.width - width - 8))}px`;
    node.style.top = `${at.bottom - outer.top + 4}px`;
    node.style.maxHeight = `${Math.max(outer.bottom - at.bottom - 12, 160)}px`;
    const outside = (event) => {
      if (!node.contains(event.target) && !anchor.contains(event.target)) close();
    };
    document.addEventListener('pointerdown', outside, true);
    open = { node, anchor, stop: () => document.removeEventListener('pointerdown', outside, true) };
    anchor.setAttribute('aria-expanded', 'true');
    node.querySelector('input, button, select')?.focus({ preventScroll: true });
  }

  return { toggle, close, isOpen: () => open !== null, anchor: () => open?.anchor ?? null, node: () => open?.node ?? null };
}
