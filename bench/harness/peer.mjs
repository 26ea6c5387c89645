// A process that is measured: a line of JSON asks, a line of JSON answers.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Its first line is { "ready": what it is }. Throws where the command is missing or ends. */
export async function startPeer(command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-1000);
  });
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`${command} ended: ${said.trim().split('\n').at(-1)}`)));
  });
  failed.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    if (done) await failed;
    return JSON.parse(value);
  };
  const { ready } = await next();
  return {
    ready,
    ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    },
    end: () => child.stdin.end(),
  };
}

/** A peer in Python: undefined, and a line said, where there is no interpreter or it lacks the packages. */
export async function startPythonPeer(script, args, skipped, env = {}) {
  const python = process.env.PYTHON ?? 'python3';
  try {
    return await startPeer(python, [script, ...args], env);
  } catch (error) {
    const why = error.code === 'ENOENT' ? 'no Python here' : error.message.split(': ').slice(-2).join(': ');
    skipped.push(
      `${script.split('/').at(-1)}: ${why} (set PYTHON to an interpreter with bench/peers/requirements.txt)`,
    );
    return undefined;
  }
}
