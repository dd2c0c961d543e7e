// Keys. They work while the focus is anywhere inside the viewer, except in a text field or list.

import { activeNode } from './dom.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * `commands` are the viewer's; `v` tells what is shown.
 * @param {import('./types.d.ts').Viewer} v
 */
export function attachKeyboard(v, commands) {
  const focused = () => v.panes.get(activeNode()?.closest('.pl-pane')?.getAttribute('data-pane'));

  function arrow(event, [x, y]) {
    const pane = v.leader();
    if (event.shiftKey) return commands.navigation.moveCursor(x, y);
    if (event.altKey) return commands.navigation.offsetBy(focused() ?? pane, x, y);
    const target = focused() ?? pane;
    return commands.navigation.panBy(target, -x * target.box.width * 0.1, -y * target.box.height * 0.1);
  }

  function alongBar(bar, [x, y]) {
    const buttons = [...bar.querySelectorAll('button:not(:disabled)')].filter((node) => node.offsetParent);
    buttons.at((buttons.indexOf(document.activeElement) + (x || y)) % buttons.length)?.focus();
  }

  const simple = {
    g: () => v.update({ layout: 'grid' }),
    o: () => v.update({ layout: 'row' }),
    w: () => v.update({ layout: 'wipe' }),
    t: () => commands.turnWipe(),
    f: () => v.update({ layout: 'flip' }),
    d: () => v.update({ layout: v.state.layout === 'difference' ? 'grid' : 'difference' }),
    '+': () => commands.navigation.zoomStep(1),
    '=': () => commands.navigation.zoomStep(1),
    '-': () => commands.navigation.zoomStep(-1),
    0: () => v.update({ zoom: 'fit' }),
    z: () => commands.navigation.toggle(v.leader(), v.hover),
    c: () => v.update({ crosshair: !v.state.crosshair }),
    m: () => v.update({ minimap: !v.state.minimap }),
    v: () => v.update({ values: !v.state.values }),
    a: () => v.update({ follow: !v.state.follow }),
    e: (event) => commands.expose(event.shiftKey ? -1 : 1),
    h: (event) => commands.channelBy(event.shiftKey ? -1 : 1),
    b: () => commands.drawRegion(),
    i: () => commands.wholeImage(),
    l: () => commands.copyLink(),
    s: () => commands.savePicture(),
    x: () => commands.fullScreen(),
    u: () => commands.unlink(focused() ?? v.leader()),
    '?': () => commands.help(),
    '<': () => commands.moveBy(focused(), -1),
    '>': () => commands.moveBy(focused(), 1),
    '[': () => commands.flipBy(-1),
    ']': () => commands.flipBy(1),
    delete: () => v.update({ regions: v.state.regions.slice(0, -1) }),
    k: () => commands.blink(),
    r: () => v.hold(true),
    escape: () => commands.escape(),
  };

  v.root.addEventListener('keydown', (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || !v.data.panes.length || target.closest('dialog')) return;
    const range = target.type === 'range';
    if (target.matches('select, textarea') || (target.matches('input') && !range && target.type !== 'checkbox')) {
      if (event.key === 'Escape') v.popovers.close();
      return;
    }
    let action = null;
    const bar = target.closest('.pl-toolbar');
    if (ARROWS[event.key]) {
      // In the toolbar arrows go from button to button; on a divider they keep their usual meaning.
      if (bar && !event.altKey && !event.shiftKey) action = () => alongBar(bar, ARROWS[event.key]);
      else if (!range && !target.closest('.pl-toolbar, .pl-popover')) action = () => arrow(event, ARROWS[event.key]);
    } else if (event.key === 'Enter') {
      if (v.drawing && target.closest('.pl-pane') && !target.closest('button')) action = commands.markCorner;
    } else if (/^[1-8]$/.test(event.key) && !event.altKey) {
      const name = v.state.panes[Number(event.key) - 1];
      if (name) action = () => v.update({ layout: 'flip', flip: name });
    } else if (!event.altKey && !(range && /^(home|end|page)/i.test(event.key))) action = simple[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action(event);
  });

  const letGo = (event) => {
    if (event.type === 'blur' || event.key.toLowerCase() === 'r') v.hold(false);
  };
  v.root.addEventListener('keyup', letGo);
  window.addEventListener('blur', letGo);
  return () => window.removeEventListener('blur', letGo);
}
