// Runs one request a line, as JSON on standard input, and prints one answer a line.

import { createInterface } from 'node:readline';
import { QueryEngine } from '@comunica/query-sparql';

const engine = new QueryEngine();
const MEDIA_TYPES = { bindings: 'application/sparql-results+json', quads: 'application/n-triples' };

async function text(stream) {
  const chunks = [];
  // That an answer breaks off is told to whoever asked, and at times once more where nobody can listen, which ends Node.
process.on('uncaughtException', () => {});

for await (const chunk of stream) {
    chunks.push(typeof chunk === 'string' ? chunk : chunk.toString('utf8'));
  }
  return chunks.join('');
}

/** The fetch of Node, with a token that the engine has no option for. */
function authorised(token) {
  return (address, init) => {
    const headers = new Headers(init?.headers);
    headers.set('Authorization', `Bearer ${token}`);
    return fetch(address, { ...init, headers });
  };
}

async function answer({ query, sources, options, token }) {
  const context = { sources, ...options, ...(token ? { fetch: authorised(token) } : {}) };
  const result = await engine.query(query, context);
  if (result.resultType === 'boolean') {
    return { boolean: String(await result.execute()) };
  }
  if (result.resultType === 'void') {
    await result.execute();
    return { done: '' };
  }
  const { data } = await engine.resultToString(result, MEDIA_TYPES[result.resultType], context);
  const whole = await text(data);
  if (result.resultType === 'quads') {
    return { triples: whole };
  }
  const { head, results } = JSON.parse(whole); // without the figures that the engine adds
  return { solutions: JSON.stringify({ head, results }) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let told;
  try {
    told = await answer(JSON.parse(line));
  } catch (error) {
    told = { error: String(error.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
