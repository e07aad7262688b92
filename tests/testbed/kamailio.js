// A real Kamailio on loopback, in a folder of its own; may be killed and started again.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { start, stop, freePort, until } = require('./processes');

const BINARY = '/usr/sbin/kamailio';

function moduleFolder() {
  const files = execFileSync('dpkg', ['-L', 'kamailio'], { encoding: 'utf8' }).split('\n');
  return path.dirname(files.find((file) => file.endsWith('/tm.so')));
}

function isReady(port) {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, agent: false, timeout: 1000,
      headers: { Via: 'HTTP/1.1 127.0.0.1:9' } }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

class Kamailio {
  // certificate: {key, certificate}, files
  constructor(folder, certificate) {
    this.folder = path.join(folder, 'kamailio');
    this.certificate = certificate;
    this.child = null;
  }

  async configure() {
    this.wsPort = await freePort();
    this.wssPort = await freePort();
    this.ws = `ws://127.0.0.1:${this.wsPort}`;
    this.wss = `wss://localhost:${this.wssPort}`;
    fs.mkdirSync(this.folder);
    const values = { RUN: this.folder, MODULES: moduleFolder(), WS: this.wsPort, WSS: this.wssPort };
    const template = fs.readFileSync(path.join(__dirname, 'kamailio.cfg'), 'utf8');
    fs.writeFileSync(path.join(this.folder, 'kamailio.cfg'),
      template.replace(/@([A-Z]+)@/g, (_, name) => values[name]));
    fs.writeFileSync(path.join(this.folder, 'tls.cfg'), ['[server:default]', 'method = TLSv1.2+',
      'verify_certificate = no', 'require_certificate = no', `private_key = ${this.certificate.key}`,
      `certificate = ${this.certificate.certificate}`, ''].join('\n'));
  }

  async start() {
    if (!this.wsPort) await this.configure();
    const log = fs.openSync(path.join(this.folder, 'log'), 'a');
    this.child = start(BINARY, ['-DD', '-E', '-m', '128', '-M', '8', '-f', path.join(this.folder, 'kamailio.cfg'),
      '-Y', this.folder, '-w', this.folder, '-P', path.join(this.folder, 'pid')],
    { stdio: ['ignore', log, log] });
    fs.closeSync(log);
    await until(() => `Kamailio answers\n${this.log()}`, () => {
      if (!this.isRunning()) throw new Error(`Kamailio ended\n${this.log()}`);
      return isReady(this.wsPort);
    });
  }

  isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  stop() {
    return stop(this.child);
  }

  // As when the machine loses its power: no process of it says good-bye.
  async kill() {
    const workers = execFileSync('ps', ['-o', 'pid=', '--ppid', String(this.child.pid)], { encoding: 'utf8' });
    this.child.kill('SIGKILL');
    for (const pid of workers.trim().split(/\s+/)) process.kill(Number(pid), 'SIGKILL');
    await this.child.ended;
  }

  // What it complained about last.
  log() {
    const lines = fs.readFileSync(path.join(this.folder, 'log'), 'utf8').split('\n');
    return lines.filter((line) => /ERROR|CRITICAL|WARNING/.test(line)).slice(-8).join('\n');
  }
}

module.exports = { Kamailio };
