// The server goes away and comes back.
const { establish } = require('./conversations');

module.exports = {
  async 'Kamailio killed in a call, the call goes on, the phones register again'(world) {
    const alice = await world.open('CSIP', 'alice');
    const bob = await world.open('CSIP', 'bob');
    await Promise.all([alice, bob].map((phone) => phone.register(world.kamailio.ws)));
    await establish(alice, bob);
    await world.kamailio.kill();
    try {
      await Promise.all([alice.event('disconnected'), bob.event('disconnected')]);
      await Promise.all([alice.watch(bob), bob.watch(alice)]);
    } finally {
      await world.kamailio.start();
    }
    await Promise.all([alice.event('registered', 40), bob.event('registered', 40)]);
    await Promise.all([alice.watch(bob), bob.watch(alice)]);
  },
};
