// Adds to package-lock.json the platform packages that npm has left out. Packages with native parts (oxlint, esbuild, ...)
// name one optional package for each platform. Where a registry does not have one of them, `npm install` leaves it out of
// the lock file without a word, and `npm ci` then refuses the lock file everywhere. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = /(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|aix)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64|mips64el)/;

const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const [, os, cpu] = systems.exec(name) ?? [];
    const known = [`${path}/node_modules/${name}`, `node_modules/${name}`].some((place) => place in lock.packages);
    if (known || os === undefined || !/^\d+\.\d+\.\d+$/.test(version)) continue;
    const libc = /musl/.test(name) ? ['musl'] : /gnu/.test(name) ? ['glibc'] : undefined;
    lock.packages[`node_modules/${name}`] = { version, cpu: [cpu], ...(dev && { dev }), ...(libc && os === 'linux' && { libc }), optional: true, os: [os] };
    added.push(`${name}@${version}`);
  }
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
}
console.log(added.length === 0 ? 'nothing was left out' : `added ${added.length}: ${added.join(', ')}`);
