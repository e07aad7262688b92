// What two phones do with each other; the same cases for every pair of them.
const assert = require('node:assert/strict');

async function establish(caller, callee) {
  await callee.answerCalls();
  await caller.call(callee);
  await Promise.all([caller.event('confirmed'), callee.event('confirmed')]);
}

async function talk(caller, callee, ender) {
  await establish(caller, callee);
  await Promise.all([caller.watch(callee), callee.watch(caller)]);
  await ender.hangUp();
  await Promise.all([caller.event('ended'), callee.event('ended')]);
  await caller.checkRecording(callee);
  await callee.checkRecording(caller);
}

async function ring(caller, callee) {
  await caller.call(callee);
  await callee.event('newRTCSession');
  await caller.event('progress');
}

const CASES = {
  'audio and video, the caller hangs up': (caller, callee) => talk(caller, callee, caller),

  'audio and video, the callee hangs up': (caller, callee) => talk(caller, callee, callee),

  async 'message'(sender, receiver) {
    await sender.message(receiver, 'Hello! Grüße, 你好');
    await sender.event('succeeded');
    assert.equal((await receiver.event('newMessage')).body, 'Hello! Grüße, 你好');
  },

  async 'reject'(caller, callee) {
    await callee.rejectCalls(486);
    await caller.call(callee);
    const failed = await caller.event('failed');
    assert.deepEqual([failed.originator, failed.cause], ['remote', 'Busy']);
    assert.equal((await callee.event('failed')).originator, 'local');
  },

  async 'cancel'(caller, callee) {
    await ring(caller, callee);
    await caller.hangUp();
    const failed = await callee.event('failed');
    assert.deepEqual([failed.originator, failed.cause], ['remote', 'Canceled']);
    assert.equal((await caller.event('failed')).cause, 'Canceled');
  },
};

module.exports = { CASES, establish, talk };
