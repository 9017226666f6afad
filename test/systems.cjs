/** Tests against PostgreSQL and Chromium: `npm run test:systems` runs these, `npm test` all others. */
const systems = ['/test/masking/', '/test/data-refresh/masking-task\\.test\\.ts$', '/test/evidence/page\\.test\\.ts$'];

module.exports = {
  without: { testRegex: '\\.test\\.ts$', testPathIgnorePatterns: ['/node_modules/', ...systems] },
  only: { testRegex: systems.map((path) => (path.endsWith('$') ? path : `${path}.*\\.test\\.ts$`)), testPathIgnorePatterns: ['/node_modules/'] },
};
