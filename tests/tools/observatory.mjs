/*
 * MDN HTTP Observatory's own tests over pages of a server on this machine:
 *
 *   node observatory.mjs HTTPS-PORT HTTP-PORT PATH...
 *
 * Prints a line of JSON for each path: its score, and the modifier and the result of each test.  The package's
 * command line knows no ports, and its lists of known hosts come from the open network; no host here is in them.
 */
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@mdn/mdn-http-observatory");
const PRELOADED = join(PACKAGE, "conf/hsts-preload.json");
if (!existsSync(PRELOADED)) writeFileSync(PRELOADED, "{}");

const { retrieve } = await import(join(PACKAGE, "src/retriever/retriever.js"));
const { ALL_TESTS } = await import(join(PACKAGE, "src/constants.js"));
const { getScoreModifier } = await import(join(PACKAGE, "src/grader/grader.js"));
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(join(PACKAGE, "src/grader/charts.js"));

const [httpsPort, httpPort, ...paths] = process.argv.slice(2);
for (const path of paths) {
  const found = await retrieve("localhost", { httpsPort, httpPort, path });
  if (!found.responses.auto) throw new Error(`no answer at ${path}`);
  const results = ALL_TESTS.map((test) => test(found));
  const modifiers = results.map((result) => getScoreModifier(result.result));
  const plain = modifiers.filter((each) => each < 0).reduce((sum, each) => sum + each, 100);
  const whole = modifiers.reduce((sum, each) => sum + each, 100);
  const tests = Object.fromEntries(
    results.map((result, index) => [result.constructor.name, [modifiers[index], result.result]]),
  );
  const score = Math.max(0, plain >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? whole : plain);
  console.log(JSON.stringify({ path, status: found.responses.auto.status, score, tests }));
}
process.exit(0);
