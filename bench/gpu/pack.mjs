// Packs the GPU benchmark into one folder that runs on a bare Linux machine of this architecture: no Node, no network.
//
//   npm install --no-save esbuild webgpu @tensorflow/tfjs-backend-webgpu
//   node bench/gpu/pack.mjs [FOLDER]        then, on the machine: sh FOLDER/run.sh
//
// Needs strip and xz here and xz there; takes the Vulkan loader along where there is one (Debian: libvulkan1).
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const limit = 64 * 2 ** 20;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = process.argv[2] ?? here('../results/tmp/gpu');
if (process.platform !== 'linux') throw new Error('packs for Linux, on Linux');
const { build } = await import('esbuild').catch(() => {
  throw new Error('esbuild is missing: npm install --no-save esbuild webgpu @tensorflow/tfjs-backend-webgpu');
});

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

await build({
  entryPoints: [here('main.mjs')],
  outfile: join(folder, 'main.mjs'),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // tfjs requires Node's own modules; only very old versions of Node need the package.
  banner: {
    js: "import { createRequire as maker } from 'node:module'; const require = maker(import.meta.url);",
  },
  external: ['node-fetch'],
  mainFields: ['module', 'main'],
});

const package_ = dirname(createRequire(import.meta.url).resolve('webgpu'));
for (const [name, source] of [
  ['node', realpathSync(process.execPath)],
  ['dawn.node', join(package_, 'dist', `linux-${process.arch}`, 'dawn.node')],
]) {
  const target = join(folder, name);
  copyFileSync(source, target);
  execFileSync('strip', ['--strip-unneeded', target]);
  execFileSync('xz', ['-6', '--threads=0', target]);
}
const loader = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']
  .map((directory) => join(directory, 'libvulkan.so.1'))
  .find((path) => existsSync(path));
if (loader) copyFileSync(realpathSync(loader), join(folder, 'libvulkan.so.1'));
else console.log('no libvulkan.so.1 here: the machine must have one');
copyFileSync(here('run.sh'), join(folder, 'run.sh'));

const sizes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]);
const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
for (const [name, bytes] of sizes) console.log(`${(bytes / 2 ** 20).toFixed(1).padStart(6)} MiB  ${name}`);
console.log(`${(total / 2 ** 20).toFixed(1).padStart(6)} MiB  in ${folder}`);
if (total > limit) throw new Error('more than 64 MiB');
