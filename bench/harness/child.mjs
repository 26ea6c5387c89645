// A program run to its end in a process of its own: seconds by the clock and of the processors, largest resident memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

// Written on a channel of its own, so that what the program prints stays what it is.
const sayUsage =
  'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,JSON.stringify(process.resourceUsage())))';

/** Throws where a program ends with another code than `expected`. */
export async function runNode(args, { expected = 0, env = {} } = {}) {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', sayUsage, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let usage = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  child.stdio[3].on('data', (text) => {
    usage += text;
  });
  const [code] = await once(child, 'close');
  if (code !== expected) throw new Error(`node ${args.join(' ')} ended with ${code}: ${said.slice(-400)}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage);
  return {
    seconds: (performance.now() - began) / 1000,
    processorSeconds: (userCPUTime + systemCPUTime) / 1e6,
    mebibytes: maxRSS / 1024,
  };
}

export const processorSeconds = async (args) => (await runNode(args)).processorSeconds;

/** Seconds of a program that is no Node program; undefined where it does not run here. */
export async function runProgram(command, args) {
  const began = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  const ended = await Promise.race([once(child, 'close'), once(child, 'error').then(() => undefined)]).catch(
    () => undefined,
  );
  return ended?.[0] === 0 ? (performance.now() - began) / 1000 : undefined;
}
