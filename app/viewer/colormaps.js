// Perceptually uniform maps, as evenly spaced colours between which we interpolate linearly.
// Inferno and viridis: Smith & van der Walt, CC0. Diverging: even steps of lightness in OKLab from
// blue over white to orange, distinguishable with a red-green colour-vision deficiency.

const STOPS = {
  inferno: '0000040a07221e0c45380962510e6c69166e801f6c982766b0315bc63d4dd94d3de9612bf47918fa9407fcb014f8cd37f2ea69fcffa4',
  viridis: '440154481769472a7a433d843d4e8a355e8d2e6d8e297b8e23898e1f978b21a5852eb37c46c06f65cb5e89d548b0dd2fd8e219fde725',
  grey: '000000ffffff',
  diverging: '1256b2336bbc4f7fc56b93ce85a6d7a1badfbccee7d8e1eef5f5f5edddd6e4c5b7daad99cf957bc47d5db8653eac4c17953b01',
};

/** 256 colours of a map as RGBA bytes in machine order. */
export function colourTable(name) {
  const hex = STOPS[name];
  const count = hex.length / 6;
  const stop = (i, c) => parseInt(hex.substr(i * 6 + c * 2, 2), 16);
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i += 1) {
    const at = (i / 255) * (count - 1);
    const low = Math.min(Math.floor(at), count - 2);
    for (let c = 0; c < 3; c += 1) table[i * 4 + c] = stop(low, c) + (stop(low + 1, c) - stop(low, c)) * (at - low);
    table[i * 4 + 3] = 255;
  }
  return new Uint32Array(table.buffer);
}

/** CSS gradient of a map, left to right. */
export function colourGradient(name) {
  const hex = STOPS[name];
  const colours = Array.from({ length: hex.length / 6 }, (_, i) => `#${hex.substr(i * 6, 6)}`);
  return `linear-gradient(to right, ${colours.join(', ')})`;
}
