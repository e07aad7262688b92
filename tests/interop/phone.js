// A CSIP phone: `csip phone --json`, driven by lines of JSON; docs/json.md has the protocol.
const assert = require('node:assert/strict');
const path = require('node:path');
const { start, stop, sleep, until, folder } = require('../testbed/processes');
const { sound, picture, hasColours } = require('./measure');

const WATCH_MS = 2000;
const QUIT_MS = 5000;
const SANITIZER = /AddressSanitizer|LeakSanitizer|runtime error/;

// What a phone of that account sends, so that the other one can tell it apart.
const SENDS = {
  alice: { tone: 440, rgb: 'c04040', picture: { red: [110, 255], green: [0, 140], blue: [0, 140] } },
  bob: { tone: 660, rgb: '4040c0', picture: { red: [0, 140], green: [0, 140], blue: [110, 255] } },
};
let made = 0;

class Phone {
  constructor(world, user) {
    this.world = world;
    this.user = user;
    this.uri = `sip:${user}@example.test`;
    this.sends = SENDS[user];
    this.events = [];
    this.seen = 0;      // events before this one are no longer waited for
    this.errors = '';
    const name = path.join(folder, `${user}-${++made}`);
    this.files = { wav: `${name}.wav`, png: `${name}.png` };
    this.child = start(world.csip, ['phone', '--json'], { stdio: 'pipe' });
    this.child.stdin.on('error', () => {});     // its end is told by the exit code
    this.child.stderr.setEncoding('utf8').on('data', (text) => { this.errors += text; });
    this.readLines();
  }

  readLines() {
    let rest = '';
    this.child.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) this.hear(JSON.parse(line));
    });
  }

  hear(event) {
    this.events.push(event);
    if (event.event !== 'newRTCSession') return;
    this.session = event.session;
    if (event.originator === 'remote') this.whenCalled?.();
  }

  send(command, values = {}) {
    this.child.stdin.write(`${JSON.stringify({ command, ...values })}\n`);
  }

  log() {
    return [...this.events.map((event) => JSON.stringify(event)), this.errors];
  }

  // The event of that name which comes next; those before it are passed over.
  event(name, seconds = 15) {
    return until(`${name} at ${this.user} in CSIP`, () => {
      const index = this.events.findIndex((event, at) => at >= this.seen && event.event === name);
      if (index >= 0) this.seen = index + 1;
      return this.events[index];
    }, seconds);
  }

  register(url) {
    this.send('register', { server: url, uri: this.uri, password: `${this.user}-secret`,
      ca_file: this.world.authority });
    return this.event('registered');
  }

  media(wanted = {}) {
    return { audio: true, video: true, tone: this.sends.tone, rgb: this.sends.rgb, ...this.files, ...wanted };
  }

  call(other, wanted) { this.send('call', { target: other.uri, ...this.media(wanted) }); }
  hangUp() { this.send('hangup', { session: this.session }); }
  message(other, body) { this.send('message', { target: other.uri, body }); }
  answerCalls(wanted) {
    this.whenCalled = () => this.send('answer', { session: this.session, ...this.media(wanted) });
  }
  rejectCalls(code) {
    this.whenCalled = () => this.send('reject', { session: this.session, code });
  }

  async statistics() {
    this.send('stats', { session: this.session });
    return this.event('stats');
  }

  // During a call: the sound and the picture of the other phone arrive.
  async watch() {
    const before = await this.statistics();
    await sleep(WATCH_MS);
    const after = await this.statistics();
    const counts = (stats) => [stats.audio.packets_received, stats.video.packets_received,
      stats.video.frames_decoded];
    const [earlier, later] = [counts(before), counts(after)];
    assert.ok(later.every((count, at) => count > earlier[at]), `${this.user}: ${earlier}, then ${later}`);
  }

  // After a call: what was recorded is what the other phone sends.
  checkRecording({ sends }) {
    const heard = sound(this.files.wav);
    const told = `${this.user} heard ${JSON.stringify(heard)}`;
    assert.ok(heard.seconds > WATCH_MS / 1000 * 0.8, told);
    assert.ok(Math.abs(heard.frequency - (sends.tone ?? sends.beep)) <= 20, told);
    if (sends.tone) assert.ok(heard.loudShare > 0.8, told);
    else assert.ok(heard.loudShare < 0.4 && Math.abs(heard.burstsPerSecond - 2) < 1, told);

    const seen = picture(this.files.png);
    assert.ok(hasColours(seen, sends.picture) && seen.spread > 5, `${this.user} saw ${JSON.stringify(seen)}`);
  }

  // Every phone ends by itself, with nothing to complain about.
  async close() {
    if (this.isClosed) return;
    this.isClosed = true;
    this.send('quit');
    const timer = setTimeout(() => stop(this.child), QUIT_MS);
    const { code, signal } = await this.child.ended;
    clearTimeout(timer);
    assert.equal(code, 0, `${this.user} ended with ${code ?? signal}\n${this.errors}`);
    assert.doesNotMatch(this.errors, SANITIZER);
  }
}

module.exports = { Phone };
