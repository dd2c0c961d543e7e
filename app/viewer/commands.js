// What buttons and keys do, beyond changing one field of the state.

import { boxBetween } from './regions.js';
import { pictureName, savePicture } from './picture.js';
import { createSaveMenu, saveImage } from './saving.js';
import { reachNote, viewAddress } from './share.js';
import { channelLabel, CHANNEL_VIEWS, exposureLabel } from './state.js';

/** @param {import('./types.d.ts').Viewer} v */
export function createCommands(v, { navigation, menus, regions, help, blink }) {
  let corner = null;

  const commands = {
    navigation,
    menus,
    help: () => help.open(),
    blink: () => blink.toggle(),
    drawRegion() {
      v.drawing = !v.drawing;
      corner = null;
      if (v.drawing) v.say('Drag a box, or press Enter at two corners of it');
      v.requestDraw();
    },
    /** Regions by keyboard: the first time one corner at the cross-hair, the second time the other. */
    markCorner() {
      const at = v.hover ?? navigation.centreOf(v.leader());
      if (!corner) {
        corner = at;
        v.say('First corner set: move the cross-hair with Shift and the arrows, then press Enter');
        return;
      }
      v.drawing = false;
      regions.add(boxBetween(corner, at, v.data));
      corner = null;
    },
    wholeImage: () => regions.toggleWhole(),
    hasWhole: () => regions.hasWhole(),
    suggest: () => regions.suggest().catch((error) => v.say(error.message)),
    async copyLink() {
      const address = viewAddress(v);
      try {
        await navigator.clipboard.writeText(address.href);
        v.say(`Link copied${reachNote(address)}`);
      } catch {
        history.replaceState(history.state, '', address);
        v.say(`The address bar now holds the link${reachNote(address)}`);
      }
      v.onEvent('link', { url: address.href });
    },
    /** What is seen, as large as on the screen or at native size. */
    savePicture: (native = false) => savePicture(v, pictureName(v.data, v.state), native)
      .then(() => v.say('Picture saved'), (error) => v.say(`The picture could not be saved: ${error.message}`)),
    /** One pane's image, whole, at its full size. */
    saveImage: (pane, options) => saveImage(v, pane, options)
      .then((name) => v.say(`Saved as ${name}`), (error) => v.say(`The image could not be saved: ${error.message}`)),
    fullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else v.root.requestFullscreen?.();
    },
    /** One step brighter or darker. */
    expose(step) {
      v.update({ exposure: v.state.exposure + step });
      v.say(`View ${exposureLabel(v.state.exposure)}; pixels and numbers stay as they are`);
    },
    /** The next or previous channel alone, and back to colour. */
    channelBy(step) {
      const { length } = CHANNEL_VIEWS;
      v.update({ channel: CHANNEL_VIEWS[(CHANNEL_VIEWS.indexOf(v.state.channel) + step + length) % length] });
      v.say(`View ${channelLabel(v.state.channel)}; pixels and numbers stay as they are`);
    },
    /** The wipe with its dividers turned; out of another layout, into it as it was. */
    turnWipe() {
      const turned = v.state.wipeAxis === 'x' ? 'y' : 'x';
      v.update({ layout: 'wipe', wipeAxis: v.state.layout === 'wipe' ? turned : v.state.wipeAxis });
      v.say(v.state.wipeAxis === 'y' ? 'Wipe from top to bottom' : 'Wipe from left to right');
    },
    flipBy(step) {
      const names = v.state.panes;
      v.update({ layout: 'flip', flip: names[(names.indexOf(v.state.flip) + step + names.length) % names.length] });
    },
    moveBy(pane, step) {
      if (pane) v.move(pane.name, v.state.panes.indexOf(pane.name) + step);
    },
    unlink(pane) {
      if (!pane) return;
      const { zoom, x, y, unlinked } = v.state;
      const { [pane.name]: own, ...others } = unlinked;
      v.update({ unlinked: own ? others : { ...others, [pane.name]: { zoom, x, y } } });
    },
    escape() {
      if (v.popovers.isOpen()) v.popovers.close();
      else if (blink.on()) blink.stop();
      else if (v.drawing) commands.drawRegion();
      else if (v.state.layout !== 'grid') v.update({ layout: 'grid' });
    },
  };
  commands.saveMenu = createSaveMenu(v, { save: commands.saveImage, picture: commands.savePicture });
  return commands;
}
