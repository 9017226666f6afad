// Tests against other programs, real ones: PostgreSQL and Chromium. Apart from the others for what they need and how long they take.
const { testMatch: _all, ...shared } = require('./jest.config.cjs');
module.exports = { ...shared, ...require('./test/systems.cjs').only };
