// A phone that has made many calls holds no more than one that has made a few.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { until } = require('../testbed/processes');
const { establish } = require('./conversations');

const CALLS = 100;
const WARM_UP = 3;      // the first calls make what is kept: the media thread, its pipes

function holdings(phone) {
  const count = (name) => fs.readdirSync(`/proc/${phone.child.pid}/${name}`).length;
  return { descriptors: count('fd'), threads: count('task') };
}

async function callOnce(caller, callee) {
  await establish(caller, callee);
  await caller.hangUp();
  await Promise.all([caller.event('ended'), callee.event('ended')]);
}

module.exports = {
  async [`${CALLS} calls leave no descriptor and no thread`](world) {
    const alice = await world.open('CSIP', 'alice');
    const bob = await world.open('CSIP', 'bob');
    await Promise.all([alice, bob].map((phone) => phone.register(world.kamailio.ws)));
    for (let call = 0; call < WARM_UP; call++) await callOnce(alice, bob);
    const before = [holdings(alice), holdings(bob)];
    for (let call = 0; call < CALLS; call++) await callOnce(alice, bob);
    let after;
    await until(() => `${JSON.stringify(before)} again, now ${JSON.stringify(after)}`, () => {
      after = [holdings(alice), holdings(bob)];
      return after.every((now, at) => now.descriptors <= before[at].descriptors
        && now.threads <= before[at].threads);
    }, 10);
    assert.ok(before[0].descriptors > 3);
  },
};
