// CSIP with JsSIP, in both directions, over ws and wss.
const assert = require('node:assert/strict');
const { CASES, establish, talk } = require('./conversations');

const cases = {};
const DIRECTIONS = [['Chromium', 'CSIP'], ['CSIP', 'Chromium']];

async function pair(world, kinds, scheme) {
  const phones = [await world.open(kinds[0], 'alice'), await world.open(kinds[1], 'bob')];
  await Promise.all(phones.map((phone) => phone.register(world.kamailio[scheme])));
  return phones;
}

cases['ws, register'] = (world) => pair(world, DIRECTIONS[0], 'ws');

for (const kinds of DIRECTIONS) {
  const [from, to] = kinds;
  for (const [name, run] of Object.entries(CASES)) {
    cases[`ws, ${from} to ${to}, ${name}`] = async (world) => run(...await pair(world, kinds, 'ws'));
  }
  cases[`wss, ${from} to ${to}, register and call`] = async (world) => {
    const [caller, callee] = await pair(world, kinds, 'wss');
    await talk(caller, callee, caller);
  };
}

cases['offer without a common codec, Chromium hears 488'] = async (world) => {
  const [web, csip] = await pair(world, ['Chromium', 'CSIP'], 'ws');
  await csip.answerCalls();
  await web.speakOnly(9, 'G722/8000');
  await web.call(csip, { audio: true, video: false });
  const failed = await web.event('failed');
  assert.deepEqual([failed.originator, failed.status], ['remote', 488]);
};

cases['answer without a common codec, CSIP ends the call'] = async (world) => {
  const [csip, web] = await pair(world, ['CSIP', 'Chromium'], 'ws');
  await web.answerCalls({ audio: true, video: false });
  await web.speakOnly(9, 'G722/8000');
  await csip.call(web, { audio: true, video: false });
  assert.equal((await csip.event('failed')).cause, 'Bad Media Description');
  await web.event('ended');
};

module.exports = cases;
