import type { Config, Target } from './config.ts';

/** What is wrong with a config although each part of it is right; `path` says where. */
export interface RuleProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Rule = (config: Config) => RuleProblem[];

/** Every shared path, and where it is written. */
function sharedPaths({ directories, files }: Config['shared']) {
  return [
    ...directories.map((path, index) => ({ path, at: ['shared', 'directories', index] })),
    ...files.map((path, index) => ({ path, at: ['shared', 'files', index] })),
  ];
}

const sharedPathsLieApart: Rule = ({ shared }) => {
  const paths = sharedPaths(shared);
  return paths.flatMap(({ path, at }, index) =>
    paths
      .filter(
        (other, place) =>
          place !== index &&
          (path === other.path ? place < index : path.startsWith(`${other.path}/`)),
      )
      .map((other) => ({
        path: at,
        message:
          path === other.path
            ? `"${path}" is shared twice`
            : `"${path}" lies in "${other.path}", which is shared as a whole`,
      })),
  );
};

/** What is bridged is the release’s own: it is in nothing that is shared or bridged, and nothing such is in it. */
const bridgedPathsLieApart: Rule = ({ bridge, shared }) =>
  bridge.directories.flatMap((path, index) => {
    const others = [
      ...sharedPaths(shared).map((each) => each.path),
      ...bridge.directories.slice(0, index),
    ];
    return others
      .filter((other) => isWithin(path, other) || isWithin(other, path))
      .map((other) => ({
        path: ['bridge'],
        message: `"${path}" and "${other}" lie in one another: one path, one place`,
      }));
  });

/** What is moved lies beside its place for a moment, under such a name; a release’s own `.cutover` is no place either. */
const namesAreOurs: Rule = ({ shared, bridge }) =>
  [...sharedPaths(shared), ...bridge.directories.map((path) => ({ path, at: ['bridge'] }))]
    .filter(({ path }) => path.endsWith('.cutover') || path.startsWith('.cutover/'))
    .map(({ path, at }) => ({ path: at, message: `"${path}" is a name that Cutover uses itself` }));

const manifestIsOurs: Rule = ({ shared }) =>
  sharedPaths(shared)
    .filter(({ path }) => path === 'manifest.json')
    .map(({ at }) => ({
      path: at,
      message: '"manifest.json" is the release’s own and cannot be shared',
    }));

const hostsAreNamedOnce: Rule = ({ targets }) =>
  eachTarget(targets, ({ hosts }, at) =>
    hosts.flatMap(({ name }, index) =>
      hosts.findIndex((other) => other.name === name) === index
        ? []
        : [{ path: [...at, 'hosts', index], message: `the host "${name}" is listed twice` }],
    ),
  );

const rootIsNotTheTop: Rule = ({ targets }) =>
  eachTarget(targets, ({ strategy }, at) => {
    const { root } = strategy as { root?: string };
    return root !== undefined && root.split('/').length < 3
      ? [
          {
            path: [...at, 'strategy', 'root'],
            message: `"${root}" is no place for releases: name a directory of their own`,
          },
        ]
      : [];
  });

const placesLieApart: Rule = ({ targets }) =>
  eachTarget(targets, ({ strategy }, at) => {
    const { root = '', releases = root, current = `${root}/current` } = strategy as Places;
    const ours = ['shared', 'bridge', '.cutover'].map((name) => `${root}/${name}`);
    const wrong = (key: string, message: string) => [
      { path: [...at, 'strategy', key], message: `"${key}" ${message}` },
    ];
    return [
      ...(ours.some((place) => isWithin(releases, place))
        ? wrong('releases', 'lies where Cutover keeps its own')
        : []),
      ...(ours.some((place) => isWithin(current, place))
        ? wrong('current', 'lies where Cutover keeps its own')
        : []),
      ...([root, releases].some((place) => isWithin(place, current))
        ? wrong('current', 'is a directory already: it must be a name of its own')
        : []),
    ];
  });

interface Places {
  readonly root?: string;
  readonly releases?: string;
  readonly current?: string;
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

const undoNeedsMigrations: Rule = ({ migrations, hooks }) =>
  migrations !== undefined
    ? []
    : hooks.migrate.flatMap(({ undo }, index) =>
        undo === undefined
          ? []
          : [
              {
                path: ['hooks', 'migrate', index],
                message: '"undo" needs "migrations" with its files and kind',
              },
            ],
      );

const undoBelongsToMigrate: Rule = ({ hooks }) =>
  (['prepare', 'reload', 'verify'] as const).flatMap((phase) =>
    hooks[phase].flatMap(({ undo }, index) =>
      undo === undefined
        ? []
        : [
            {
              path: ['hooks', phase, index],
              message: `"undo" is for migrate hooks: a ${phase} hook has nothing to take back`,
            },
          ],
    ),
  );

const writesBelongsToPrepare: Rule = ({ hooks }) =>
  (['migrate', 'reload', 'verify'] as const).flatMap((phase) =>
    hooks[phase].flatMap(({ writes }, index) =>
      writes === undefined
        ? []
        : [
            {
              path: ['hooks', phase, index],
              message: `"writes" is for prepare hooks: a ${phase} hook cannot write into a release`,
            },
          ],
    ),
  );

const rules: readonly Rule[] = [
  sharedPathsLieApart,
  bridgedPathsLieApart,
  namesAreOurs,
  manifestIsOurs,
  hostsAreNamedOnce,
  rootIsNotTheTop,
  placesLieApart,
  undoNeedsMigrations,
  undoBelongsToMigrate,
  writesBelongsToPrepare,
];

/** Every rule's problems, together. */
export function configProblems(config: Config): RuleProblem[] {
  return rules.flatMap((rule) => rule(config));
}

function eachTarget(
  targets: Config['targets'],
  look: (target: Target, at: readonly PropertyKey[]) => RuleProblem[],
): RuleProblem[] {
  return Object.entries(targets).flatMap(([name, target]) => look(target, ['targets', name]));
}
