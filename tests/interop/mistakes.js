// Wrong input and unwilling servers: a clear line, the right exit code, nothing left running.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const tls = require('node:tls');
const { makeAuthority } = require('../testbed/certificates');
const { start, stop, freePort, folder } = require('../testbed/processes');

const DONE = 0, REFUSED = 1, USAGE = 2, NO_CONNECTION = 3;
const SECONDS = 30;

function passwordFile(password) {
  const file = path.join(folder, `password-${password}`);
  fs.writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return file;
}

// Run csip as alice to its end and compare its exit code and what it says.
async function expectRun(world, code, line, command, options = {}, ...rest) {
  const account = { server: world.kamailio.ws, uri: 'sip:alice@example.test',
    'password-file': passwordFile('alice-secret'), 'ca-file': world.authority, ...options };
  const args = Object.entries(account).flatMap(([name, value]) => [`--${name}`, value]);
  const child = start(world.csip, [command, ...args, ...rest], { stdio: ['ignore', 'pipe', 'pipe'] });
  const told = { stdout: '', stderr: '' };
  for (const name of Object.keys(told)) {
    child[name].setEncoding('utf8').on('data', (text) => { told[name] += text; });
  }
  const timer = setTimeout(() => stop(child), SECONDS * 1000);
  const ended = await child.ended;
  clearTimeout(timer);
  assert.equal(ended.code, code, `${ended.code ?? ended.signal}\n${told.stdout}${told.stderr}`);
  assert.match(code === DONE ? told.stdout : told.stderr, line);
}

async function withServer(server, action) {
  const sockets = new Set();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await action(server.address().port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

// A call from the command line to bob, who rejects it with that code.
async function expectRejected(world, code, line) {
  const bob = await world.open('CSIP', 'bob');
  await bob.register(world.kamailio.ws);
  await bob.rejectCalls(code);
  await expectRun(world, REFUSED, line, 'call', {}, 'sip:bob@example.test');
}

module.exports = {
  'right password, registers': (world) => expectRun(world, DONE, / registered status=200/, 'register'),

  'wrong password': (world) =>
    expectRun(world, REFUSED, /^csip register: not registered: Authentication Error \(401/, 'register',
      { 'password-file': passwordFile('wrong') }),

  'unreachable server': async (world) =>
    expectRun(world, NO_CONNECTION, /^csip register: .*refused/, 'register',
      { server: `ws://127.0.0.1:${await freePort()}` }),

  'unknown host': (world) =>
    expectRun(world, NO_CONNECTION, /^csip register: .*nowhere\.invalid cannot be resolved/, 'register',
      { server: 'wss://nowhere.invalid' }),

  'server that accepts and stays silent': (world) => withServer(net.createServer(), (port) =>
    expectRun(world, NO_CONNECTION, /^csip register: .*in time/, 'register',
      { server: `ws://127.0.0.1:${port}` })),

  'TLS server that accepts and stays silent': (world) => withServer(net.createServer(), (port) =>
    expectRun(world, NO_CONNECTION, /^csip register: .*in time/, 'register',
      { server: `wss://127.0.0.1:${port}` })),

  'untrusted certificate': (world) =>
    expectRun(world, NO_CONNECTION, /^csip register: .*certificate is not trusted/, 'register',
      { server: world.kamailio.wss, 'ca-file': makeAuthority(folder, 'stranger') }),

  'wrong host name in the certificate'(world) {
    const { key, certificate } = world.certificate('elsewhere', 'DNS:elsewhere.test');
    const server = tls.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(certificate) });
    return withServer(server, (port) => expectRun(world, NO_CONNECTION,
      /^csip register: .*certificate is not for localhost/,
      'register', { server: `wss://localhost:${port}` }));
  },

  'malformed account': (world) =>
    expectRun(world, USAGE, /^csip register: --uri/, 'register', { uri: 'sip:@@example.test' }),

  'malformed target': (world) =>
    expectRun(world, USAGE, /^csip call: .*sip:bob@exa mple/, 'call', {}, 'sip:bob@exa mple'),

  'malformed server': (world) => expectRun(world, USAGE, /^csip register: --server .*http:/, 'register',
      { server: 'http://127.0.0.1' }),

  'unknown option': (world) =>
    expectRun(world, USAGE, /^csip register: .*--nonsense/, 'register', {}, '--nonsense'),

  'unknown user, 404': (world) =>
    expectRun(world, REFUSED, /^csip call: call failed: Not Found \(404/, 'call', {},
      'sip:nobody@example.test'),

  'user who is offline, 480': (world) =>
    expectRun(world, REFUSED, /^csip call: call failed: Unavailable \(480/, 'call', {},
      'sip:carol@example.test'),

  'user who is busy, 486': (world) => expectRejected(world, 486, /^csip call: call failed: Busy \(486/),

  'user without a common codec, 488': (world) => expectRejected(world, 488,
    /^csip call: call failed: Incompatible SDP \(488/),

  async 'answer without a common codec'(world) {
    const bob = await world.open('Chromium', 'bob');
    await bob.register(world.kamailio.ws);
    await bob.answerCalls({ audio: true, video: false });
    await bob.speakOnly(9, 'G722/8000');
    await expectRun(world, REFUSED, /^csip call: call failed: Bad Media Description/, 'call', {}, bob.uri);
    await bob.event('ended');
  },

  async 'phone, what is no command is an error event and nothing more'(world) {
    const alice = await world.open('CSIP', 'alice');
    const refuses = async (line, reason) => {
      alice.child.stdin.write(`${line}\n`);
      assert.match((await alice.event('error')).reason, reason);
    };
    await refuses('{"command":"dance"}', /command/);
    await refuses('{"command":"call"', /JSON/);
    await refuses('["call"]', /JSON/);
    await refuses('{"command":"call","target":"bob"}', /register/);
    await alice.register(world.kamailio.ws);
    await refuses('{"command":"call"}', /missing/);
    await refuses('{"command":"hangup","session":99}', /./);
  },

  async 'phone, ends with its input'(world) {
    const alice = await world.open('CSIP', 'alice');
    await alice.register(world.kamailio.ws);
    alice.child.stdin.end();
    assert.equal((await alice.child.ended).code, DONE);
  },
};
