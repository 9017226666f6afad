// Tests against other programs, real ones: PostgreSQL and Chromium. Apart from the others for what they need and how long they take.
const { only } = require('./test/systems.cjs');

module.exports = { ...require('./jest.config.cjs'), ...only };
delete module.exports.testMatch; // jest takes either form
