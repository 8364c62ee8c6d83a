// Bundles the unit tests with the bundler that builds the page, and runs them with node's own runner.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { rolldown } from 'rolldown'

const tests = readdirSync('test').filter((name) => name.endsWith('.test.ts'))
if (tests.length === 0) throw new Error('no tests in frontend/test')
const bundle = await rolldown({ input: tests.map((name) => `test/${name}`), platform: 'node', logLevel: 'warn' })
await bundle.write({ dir: 'test/out', format: 'esm', entryFileNames: '[name].mjs' })
await bundle.close()
const made = tests.map((name) => `test/out/${name.replace(/\.ts$/, '.mjs')}`)
process.exit(spawnSync(process.execPath, ['--test', ...made], { stdio: 'inherit' }).status ?? 1)
