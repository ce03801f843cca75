// Bundles the command line into dist: reading one file for each of its 350 modules took half of a short command's time.
// What scripts and benches import from dist is an entry of its own.
import { build } from 'rolldown';
import { compiledAtOnce } from './compiled-at-once.mjs';
import { licences } from './licences.mjs';
import { together } from './together.mjs';

const entries = [
  'pipe/main',
  'pipe/run-command',
  'pipe/generated',
  'pipe/demo/bitbucket/start-bitbucket',
  'governance/policy/branch-table',
  'governance/policy/policy-schema',
];

// What a pipeline runs every day is three files, each with all that its roots import. The rest is divided by who needs it.
const chunks = {
  start: ['pipe/run-command'],
  releases: [
    ...['activate', 'release', 'rollback', 'status'].map((name) => `pipe/commands/${name}`),
    'src/io/connect',
  ],
  ssh: ['src/io/ssh', 'src/io/ssh-keys'],
};

await build({
  input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
  platform: 'node',
  // What ssh2 uses where somebody has compiled it, and does without elsewhere.
  external: ['cpu-features', /\.node$/],
  transform: { target: 'node20.19', define: { __dirname: 'import.meta.dirname' } },
  plugins: [compiledAtOnce(), licences('licences.txt')],
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    sourcemap: true,
    // A stack trace then says where it has been: ssh.js, carry-out-changes.js.
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [
        ...Object.entries(chunks).map(([name, roots]) => together(name, roots)),
        { name: packageOf, debugName: 'packages' },
      ],
    },
  },
});

/** The package a module is from; our own go where they are needed together. */
function packageOf(id) {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1].replace(/^@.*\//, '');
}
