#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { InputError, SettingError } from '../core/errors.js';
import { saysOutOfMemory } from '../core/process/out-of-memory.js';
import { version } from '../core/version.js';
import type { RegularizerRefused } from '../plugins/regularizer-check/report.js';
import { exitCode } from './exit-codes.js';

// A reader that has seen enough, such as `head`, closes the pipe; that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// Commands load their own modules: `relucent --help` should not wait for solvers and tensors.
const program = new Command('relucent')
  .description('Train small ReLU networks that are provably good and robust.')
  .version(version)
  .enablePositionalOptions()
  .exitOverride();

program
  .command('run')
  .description('run one spec or comparison; progress on stderr, the result on stdout or --out')
  .argument('<spec>', 'a spec or comparison (JSON file, or - for standard input)')
  .option('--out <file>', 'write the result here')
  .option('--report <file>', 'write a report here: .html, or the tables as .csv or .tex')
  .option('--set <path=value>', 'change one field of the spec (repeatable)', collect, [])
  .option('--plugin <file>', 'a regularizer of your own, a .mjs or .json file (repeatable)', collect, [])
  .option('--checkpoints <folder>', 'keep runs here as they go, and go on with those that were interrupted')
  .option('--dry-run', 'check everything and show which solvers can train this, without training')
  .action(async (path, options) => {
    const { runCommand } = await import('./run.js');
    process.exitCode = await runCommand(path, options);
  });

placed(program.command('serve'))
  .description('start the HTTP service')
  .option('--host <host>', 'address to listen on (env HOST, default 127.0.0.1)')
  .option('--port <port>', 'port to listen on (env PORT, default 7313)')
  .option('--concurrency <n>', 'runs at a time; 0: workers run the jobs')
  .action(async (options) => {
    const { serve } = await import('./serve.js');
    process.exitCode = await serve(options);
  });

placed(program.command('worker'))
  .description('run jobs of a service in a process, or on a machine, of its own')
  .option('--concurrency <n>', 'runs at a time (default: as many as there are processors)')
  .option('--drain-seconds <n>', 'how long to wait for runs when asked to end (default 30)')
  .action(async (options) => {
    const { workerCommand } = await import('./worker.js');
    process.exitCode = await workerCommand(options);
  });

const keys = program.command('keys').description('API keys of a service');
placed(keys.command('add'))
  .description('make a key and print it')
  .argument('<name>', 'whom or what it is for')
  .option('--scopes <list>', 'read, write, admin', 'read,write')
  .action(async (name, { scopes, ...options }) => {
    const { addKey } = await import('./keys.js');
    process.exitCode = await addKey(name, scopes, options);
  });
placed(keys.command('list'))
  .description('list keys, never their secrets')
  .action(async (options) => {
    const { showKeys } = await import('./keys.js');
    process.exitCode = await showKeys(options);
  });
placed(keys.command('revoke'))
  .description('make a key useless')
  .argument('<id>', 'as the list shows it')
  .action(async (id, options) => {
    const { revoke } = await import('./keys.js');
    process.exitCode = await revoke(id, options);
  });

placed(program.command('backup'))
  .description('copy a data directory, also while the service runs')
  .argument('<folder>', 'where to; it can be used as a data directory')
  .action(async (folder, options) => {
    const { backup } = await import('./backup.js');
    process.exitCode = await backup(folder, options);
  });

placed(program.command('doctor'))
  .description('check whether the service can run here, and say what to do where it cannot')
  .option('--json', 'as JSON')
  .action(async ({ json, ...options }) => {
    const { doctor } = await import('./doctor.js');
    process.exitCode = await doctor(options, json === true);
  });

program
  .command('check')
  .description('re-verify a result from scratch: objective, bounds, certificate, hashes; no solver is asked')
  .argument('<result>', 'a result, or the result of a comparison (JSON file, or - for standard input)')
  .option('--data <spec>', 'the spec or comparison that was run; by default the one the result carries')
  .option('--plugin <file>', 'the regularizer it was trained with, where that is a file', collect, [])
  .option('--json', 'as JSON')
  .action(async (path, options) => {
    const { checkCommand } = await import('./check.js');
    process.exitCode = await checkCommand(path, options);
  });

program
  .command('report')
  .description('write the report of a result: HTML, its tables as CSV or LaTeX, or its figures as SVG')
  .argument('<result>', 'a result, or the result of a comparison (JSON file, or - for standard input)')
  .option('--out <file>', 'where it goes; the extension says which: .html, .csv or .tex')
  .option('--figures <folder>', 'write each figure of the report here, in an SVG file of its own')
  .option('--data <spec>', 'the spec or comparison that was run; by default the one the result carries')
  .action(async (path, options) => {
    const { reportCommand } = await import('./report.js');
    process.exitCode = await reportCommand(path, options);
  });

program
  .command('export')
  .description('write the network of a result as a model file')
  .argument('<result>', 'a result, or the result of a comparison (JSON file, or - for standard input)')
  .addOption(
    new Option('--format <format>', 'kind of file')
      .choices(['onnx', 'safetensors', 'npz', 'tfjs', 'json', 'bundle'])
      .makeOptionMandatory(),
  )
  .option('--out <file>', 'where it goes (default: model with the extension of the format)')
  .option('--solver <label>', 'of a comparison: the best run of this solver, not the best of all')
  .option('--data <spec>', 'for a bundle: the spec that was run; by default the one the result carries')
  .option('--raw', 'fold the scaling of the data and the column of ones into the first layer')
  .action(async (path, options) => {
    const { exportCommand } = await import('./export.js');
    process.exitCode = await exportCommand(path, options);
  });

program
  .command('reproduce')
  .description("run one of the papers' experiments and print the published figures beside ours")
  .argument('[name]', 'the experiment; --list shows them')
  .option('--list', 'list the experiments')
  .option('--all', 'run every experiment; --out is a folder for their reports and a page over all')
  .option('--resume', 'with --all: keep what --out has from an earlier run of the same version and form')
  .option('--quick', 'a smaller form that takes seconds; it says how it differs')
  .option('--repeats <n>', "repeats in place of the experiment's own number", positiveInteger)
  .option('--data <folder>', 'the folder with the data files of the experiment')
  .option('--json <file>', 'write claims, tables and settings here')
  .option('--out <file>', 'write an HTML report with the figures here')
  .action(async (name, options) => {
    const { reproduceCommand } = await import('./reproduce.js');
    process.exitCode = await reproduceCommand(name, options);
  });

program
  .command('bench')
  .description('run one of the benchmarks of the repository; what follows the name goes to it')
  .argument('[name]', 'the benchmark; --list shows them')
  .argument('[args...]', 'its own options')
  .option('--list', 'list the benchmarks')
  .passThroughOptions()
  .action(async (name, args, options) => {
    const { benchCommand } = await import('./bench.js');
    process.exitCode = await benchCommand(name, args, options);
  });

const plugins = program.command('plugins').description('trainers, regularizers, conic solvers and attacks');

plugins
  .command('list', { isDefault: true })
  .description('list them')
  .option('--json', 'as JSON')
  .option('--plugin <file>', 'with a regularizer of your own (repeatable)', collect, [])
  .action(async (options) => {
    const { listPlugins } = await import('./plugins.js');
    await listPlugins(options);
  });

plugins
  .command('check')
  .description('run the checks of registration on a regularizer')
  .argument('<file>', 'a module (.mjs) or a definition (.json)')
  .option('--json', 'as JSON')
  .action(async (file, options) => {
    const { checkPlugin } = await import('./plugins.js');
    process.exitCode = await checkPlugin(file, options);
  });

plugins
  .command('show')
  .description('what a regularizer is, with pictures of it')
  .argument('<name>', 'its name')
  .option('--plugin <file>', 'a regularizer of your own (repeatable)', collect, [])
  .option('--param <name=value>', 'a parameter in place of its default (repeatable)', collect, [])
  .option('--step <number>', 'the step of the threshold map and the envelope', positiveNumber, 0.5)
  .option('--svg <file>', 'write the penalty, its threshold map and its Moreau envelope here')
  .action(async (name, options) => {
    const { showPlugin } = await import('./plugins.js');
    await showPlugin(name, options);
  });

program
  .command('demo')
  .description('solve a bundled comparison through the running service and write report.html')
  .option('--spec <file>', 'another comparison than the bundled one')
  .option('--report <file>', 'where the report goes', 'report.html')
  .action(async (options) => {
    const { demo } = await import('./demo.js');
    process.exitCode = await demo(options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.badInput;
  else if (error instanceof InputError) {
    console.error(`${error.title}:`);
    for (const { pointer, message, allowed } of error.errors) {
      const choices = allowed && allowed.length > 0 ? ` (allowed: ${allowed.join(', ')})` : '';
      console.error(`  ${pointer || 'the document'}: ${message}${choices}`);
    }
    process.exitCode = exitCode.badInput;
  } else if (error instanceof Error && saysOutOfMemory(error.message)) {
    console.error(`out of memory: ${error.message}; make the problem or its batches smaller`);
    process.exit(exitCode.failed);
  } else if (error instanceof SettingError) {
    console.error(error.message);
    process.exitCode = exitCode.badInput;
  } else if ((error as Error).name === 'RegularizerRefused') {
    const { refusalText } = await import('./plugins.js');
    console.error(refusalText(error as RegularizerRefused));
    process.exitCode = exitCode.badInput;
  } else {
    // Printed here: libraries that a run loads have handlers of their own for what nobody caught.
    console.error(error);
    process.exit(exitCode.failed);
  }
}

/** Options of every command that works with a service's jobs. */
function placed(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'where jobs are kept (env RELUCENT_DATA_DIR, default .relucent)')
    .option('--database-url <url>', 'a PostgreSQL database in its place (env RELUCENT_DATABASE_URL)');
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new InvalidArgumentError('expected a whole number from 1.');
  return Number(value);
}

function positiveNumber(value: string): number {
  const number = Number(value);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('expected a number > 0.');
  return number;
}
