// Two CSIP phones through Kamailio.
const { CASES, talk } = require('./conversations');

async function pair(world, url) {
  const phones = [await world.open('CSIP', 'alice'), await world.open('CSIP', 'bob')];
  await Promise.all(phones.map((phone) => phone.register(url)));
  return phones;
}

const cases = {};
for (const [name, run] of Object.entries(CASES)) {
  cases[`ws, ${name}`] = async (world) => run(...await pair(world, world.kamailio.ws));
}
cases['wss, register and call'] = async (world) => {
  const [caller, callee] = await pair(world, world.kamailio.wss);
  await talk(caller, callee, caller);
};

module.exports = cases;
