// Imports run downwards only: each room of the house may use those below it, and no adapter knows another.
const below = {
  model: [],
  analysis: [],
  rollout: ['model', 'analysis'],
  conductor: ['model', 'analysis', 'rollout'],
  targets: ['model', 'analysis', 'rollout', 'conductor'],
  metrics: ['model', 'analysis', 'rollout', 'conductor'],
  flags: ['model', 'analysis', 'rollout', 'conductor'],
  ledger: ['model', 'analysis', 'rollout', 'conductor', 'github'],
  simulation: ['model', 'analysis', 'rollout', 'conductor'],
  report: ['model', 'analysis', 'rollout', 'conductor', 'simulation'],
  github: ['model', 'analysis', 'rollout', 'conductor', 'report'],
  notices: ['model', 'analysis', 'rollout', 'conductor', 'report'],
  dashboard: ['model'],
  images: ['model'],
  proof: ['model', 'images'],
  verbs: [
    'model',
    'analysis',
    'rollout',
    'conductor',
    'targets',
    'metrics',
    'flags',
    'github',
    'ledger',
    'report',
    'simulation',
    'notices',
    'dashboard',
    'images',
    'proof',
  ],
  runner: ['model', 'rollout', 'conductor', 'github', 'report', 'verbs'],
  cli: ['model', 'analysis', 'rollout', 'conductor', 'report', 'verbs', 'simulation'],
};
const pure = ['model', 'analysis', 'rollout', 'simulation', 'dashboard'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two modules that need each other are one module.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere would not be checked.',
      from: {},
      to: { couldNotResolve: true },
    },
    ...Object.entries(below).map(([room, rooms]) => ({
      name: `${room}-downwards`,
      severity: 'error',
      comment: `packages/${room} may import ${rooms.length === 0 ? 'no other package' : rooms.join(', ')}.`,
      from: { path: `^packages/${room}/` },
      to: { path: '^(packages|actions)/', pathNot: `^packages/(${[room, ...rooms].join('|')})/` },
    })),
    {
      name: 'actions-are-edges',
      severity: 'error',
      comment: 'An action calls a verb; it does not build one, and does not know its siblings.',
      from: { path: '^actions/([^/]+)/' },
      to: { path: '^actions/', pathNot: '^actions/$1/' },
    },
    ...pure.map((room) => ({
      name: `${room}-pure`,
      severity: 'error',
      comment: `packages/${room} does no I/O; only the model's loader reads a file.`,
      from: { path: `^packages/${room}/src/`, pathNot: '(\\.test\\.ts|/load\\.ts)$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(path|url)$' },
    })),
    {
      name: 'tests-are-leaves',
      severity: 'error',
      comment: 'What ships does not import tests or their fakes.',
      from: { pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '(\\.test\\.ts$|/testing/)' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    // Tests may use the emulators in test/, which have no place in the house.
    doNotFollow: { path: '(node_modules|^test/)' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
