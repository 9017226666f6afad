// Tests against other programs, real ones: PostgreSQL and Chromium. Apart from the others for what they need and how long they take.
module.exports = { ...require('./jest.config.cjs'), ...require('./test/systems.cjs').only };
