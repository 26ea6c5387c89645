// Trains a spec in this process for bench/trainers/run.mjs: { "spec": ... } -> { "history": [{ iteration, seconds, objective }] }
import { createInterface } from 'node:readline';
import { builtinRegistry, execute, validateDocument } from 'relucent';
import { loadTensors } from '#relucent/nonconvex/tensors.js';

const registry = builtinRegistry();
const { description } = await loadTensors();
const reply = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
reply({ ready: `Node ${process.versions.node}, ${description}` });
for await (const line of createInterface({ input: process.stdin })) {
  const { spec } = JSON.parse(line);
  const context = { registry, signal: new AbortController().signal, report() {} };
  const { result } = await execute(validateDocument(spec), context);
  reply({
    history: result.history.map(({ iteration, seconds, objective }) => ({ iteration, seconds, objective })),
  });
}
