// What all cases share: one Kamailio, one Chromium, the certificates, and the phones of the case at hand.
const path = require('node:path');
const { folder } = require('../testbed/processes');
const { makeAuthority, makeCertificate } = require('../testbed/certificates');
const { Kamailio } = require('../testbed/kamailio');
const { Browser } = require('./browser');
const { Phone } = require('./phone');

class World {
  constructor(csip) {
    this.csip = path.resolve(csip);
    this.phones = [];
  }

  async start() {
    this.authority = makeAuthority(folder, 'authority');
    this.kamailio = new Kamailio(folder, this.certificate('server', 'DNS:localhost,IP:127.0.0.1'));
    await this.kamailio.start();
  }

  certificate(name, names) {
    return makeCertificate(folder, 'authority', name, names);
  }

  // A phone of that account, in Chromium or ours; it ends with its case.
  async open(kind, user) {
    if (kind === 'Chromium' && !this.browser) {
      this.browser = new Browser();
      await this.browser.start();
    }
    const phone = kind === 'Chromium' ? await this.browser.open(user) : new Phone(this, user);
    this.phones.push(phone);
    return phone;
  }

  async run(action) {
    if (!this.kamailio.isRunning()) await this.kamailio.start();     // the case before took it along
    try {
      await action(this);
      for (const phone of this.phones) await phone.close();
    } catch (error) {
      for (const phone of this.phones) error.message += `\n${await this.story(phone)}`;
      error.message += `\nKamailio:\n${this.kamailio.log()}`;
      throw error;
    } finally {
      await Promise.allSettled(this.phones.map((phone) => phone.close()));
      this.phones = [];
    }
  }

  async story(phone) {
    const lines = await Promise.resolve(phone.log()).catch((error) => [error.message]);
    return [`${phone.constructor.name} ${phone.user}:`, ...lines].join('\n  ');
  }

  async stop() {
    await this.browser?.stop();
    await this.kamailio?.stop();
  }
}

module.exports = { World };
