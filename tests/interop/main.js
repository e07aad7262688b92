// CSIP against JsSIP in a real Chromium, through a real Kamailio.  Prints TAP.
// Usage: node --test-reporter=tap main.js CSIP [PATTERN]     PATTERN chooses cases by their names
const { test } = require('node:test');
const { World } = require('./world');

const CASES = ['jssip', 'phones', 'mistakes', 'outages', 'leaks'].flatMap((file) =>
  Object.entries(require(`./${file}`)).map(([name, run]) => [`${file}: ${name}`, run]));
const CASE_MS = 90000;

async function main(csip, pattern = '') {
  const chosen = CASES.filter(([name]) => new RegExp(pattern).test(name));
  if (!csip || !chosen.length) throw new Error('usage: main.js CSIP [PATTERN]');
  const world = new World(csip);
  try {
    await world.start();
    for (const [name, run] of chosen) await test(name, { timeout: CASE_MS }, () => world.run(run));
  } finally {
    await world.stop();
  }
}

main(...process.argv.slice(2));
