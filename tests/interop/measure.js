// What a recording holds, in numbers.
const fs = require('node:fs');
const zlib = require('node:zlib');

const FRAME_MS = 20;
const LOUD = 0.01;      // root mean square; full scale is 1

// Reads the first channel of a WAV file of 16 bit samples.
function readWav(file) {
  const bytes = fs.readFileSync(file);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${file}: no WAV file`);
  let rate, channels, bits;
  for (let at = 12; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
    const name = bytes.toString('latin1', at, at + 4);
    if (name === 'fmt ') {
      channels = bytes.readUInt16LE(at + 10);
      rate = bytes.readUInt32LE(at + 12);
      bits = bytes.readUInt16LE(at + 22);
    } else if (name === 'data') {
      if (bits !== 16) throw new Error(`${file}: ${bits} bits a sample`);
      const end = Math.min(at + 8 + bytes.readUInt32LE(at + 4), bytes.length);
      const samples = [];
      for (let here = at + 8; here + 2 * channels <= end; here += 2 * channels) {
        samples.push(bytes.readInt16LE(here) / 32768);
      }
      return { rate, samples };
    }
  }
  throw new Error(`${file}: no data chunk`);
}

const level = (samples) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / (samples.length || 1));

// The amplitude of one frequency (Goertzel).
function amplitude(samples, rate, frequency) {
  const factor = 2 * Math.cos(2 * Math.PI * frequency / rate);
  let before = 0, last = 0;
  for (const sample of samples) [before, last] = [last, sample + factor * last - before];
  return Math.sqrt(Math.max(0, last * last + before * before - factor * last * before)) / samples.length;
}

function strongest(samples, rate) {
  let found = 0, most = 0;
  for (let frequency = 100; frequency <= 2000; frequency += 5) {
    const here = amplitude(samples, rate, frequency);
    if (here > most) [found, most] = [frequency, here];
  }
  return found;
}

// seconds; frequency (Hz) and level of what is loud; share of the time that is loud; bursts a second.
function sound(file) {
  const { rate, samples } = readWav(file);
  const size = rate * FRAME_MS / 1000;
  const frames = [];
  for (let at = 0; at + size <= samples.length; at += size) frames.push(samples.slice(at, at + size));
  const isLoud = frames.map((frame) => level(frame) > LOUD);
  const loud = frames.filter((_, at) => isLoud[at]);
  const bursts = isLoud.filter((now, at) => now && !isLoud[at - 1]).length;
  // Frequencies are measured frame by frame where bursts are short, else over half a second.
  const piece = loud.length > 25 ? loud.slice(loud.length - 25).flat() : loud.flat();
  const seconds = samples.length / rate;
  return { seconds, frequency: loud.length ? strongest(piece, rate) : 0, level: level(loud.flat()),
    loudShare: loud.length / frames.length, burstsPerSecond: bursts / seconds };
}

// Undo the PNG's filters (ISO 15948, 9.2) in place; rows are prefixed by their filter type.
function unfilter(rows, width, height, size) {
  const stride = width * size;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const type = rows[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= size ? pixels[y * stride + x - size] : 0;
      const up = y ? pixels[(y - 1) * stride + x] : 0;
      const corner = y && x >= size ? pixels[(y - 1) * stride + x - size] : 0;
      const guess = left + up - corner;
      const [a, b, c] = [left, up, corner].map((near) => Math.abs(guess - near));
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      const base = [0, left, up, (left + up) >> 1, paeth][type];
      pixels[y * stride + x] = rows[y * (stride + 1) + 1 + x] + base;
    }
  }
  return pixels;
}

// The picture in a PNG file of 8 bit RGB or RGBA: its mean colours and how far the green spreads.
function picture(file) {
  const bytes = fs.readFileSync(file);
  const width = bytes.readUInt32BE(16), height = bytes.readUInt32BE(20);
  const size = { 2: 3, 6: 4 }[bytes[25]];
  if (bytes[24] !== 8 || !size || bytes[28]) throw new Error(`${file}: not a plain RGB picture`);
  const data = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
    }
  }
  const pixels = unfilter(zlib.inflateSync(Buffer.concat(data)), width, height, size);
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < pixels.length; at += size) {
    for (let colour = 0; colour < 3; colour++) sums[colour] += pixels[at + colour];
    sums[3] += pixels[at + 1] ** 2;
  }
  const [red, green, blue, squares] = sums.map((sum) => sum / (width * height));
  return { width, height, red, green, blue, spread: Math.sqrt(squares - green ** 2) };
}

// Whether each colour of a picture is within its range: {red: [least, most], ...}
function hasColours(seen, ranges) {
  return Object.entries(ranges).every(([colour, [least, most]]) =>
    seen[colour] >= least && seen[colour] <= most);
}

module.exports = { sound, picture, hasColours };
