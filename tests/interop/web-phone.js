// A JsSIP phone in a page of Chromium, with the same verbs as phone.js.
const assert = require('node:assert/strict');
const { hasColours } = require('./measure');
const { sleep, until } = require('../testbed/processes');

const MEDIA = { audio: true, video: true };
const WATCH_MS = 2000;

class WebPhone {
  constructor(page, user) {
    this.page = page;
    this.user = user;
    this.uri = `sip:${user}@example.test`;
    this.sends = { beep: 400, picture: { red: [0, 30], green: [100, 200], blue: [0, 30] } };
    this.seen = 0;      // events before this one are no longer waited for
  }

  // Call a function of window.phone in the page.
  ask(verb, ...args) {
    return this.page.evaluate(([name, values]) => window.phone[name](...values), [verb, args]);
  }

  log() {
    return this.page.evaluate(() => window.phone.events.map((event) => JSON.stringify(event)));
  }

  // The event of that name which comes next; those before it are passed over.
  event(name, seconds = 15) {
    return until(`${name} at ${this.user} in Chromium`, async () => {
      const events = await this.page.evaluate(() => window.phone.events);
      const index = events.findIndex((event, at) => at >= this.seen && event.name === name);
      if (index >= 0) this.seen = index + 1;
      return events[index];
    }, seconds);
  }

  async register(url) {
    await this.ask('register', this.user, `${this.user}-secret`, url);
    return this.event('registered');
  }

  call(other, media = MEDIA) { return this.ask('call', other.uri, media); }
  answerCalls(media = MEDIA) { return this.ask('answerCalls', media); }
  rejectCalls(code) { return this.ask('rejectCalls', code); }
  hangUp() { return this.ask('terminate'); }
  message(other, text) { return this.ask('message', other.uri, text); }
  speakOnly(payload, codec) { return this.ask('speakOnly', payload, codec); }

  // During a call: the sound and the picture of the other phone arrive.
  async watch(other) {
    const before = await this.ask('statistics');
    await sleep(WATCH_MS);
    const after = await this.ask('statistics');
    for (const name of Object.keys(before)) {
      assert.ok(after[name] > before[name], `${name} in Chromium: ${before[name]}, then ${after[name]}`);
    }
    const seen = await this.ask('seenPicture');
    assert.ok(hasColours(seen, other.sends.picture) && seen.spread > 5,
      `seen in Chromium: ${JSON.stringify(seen)}`);
    if (!other.sends.tone) return;
    const heard = await this.ask('heardFrequency', 500);
    assert.ok(Math.abs(heard - other.sends.tone) < 15, `${other.sends.tone} Hz in Chromium: ${heard}`);
  }

  // After a call: the page keeps no recording.
  checkRecording() {}

  async close() {
    await this.ask('stop').catch(() => {});
    await this.page.close();
  }
}

module.exports = { WebPhone };
