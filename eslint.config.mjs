import { builtinModules } from 'node:module';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const NODE = [...builtinModules, ...builtinModules.map((m) => `node:${m}`)];
const SCHEMA_LIBRARIES = ['zod', 'ajv', '@asteasolutions/zod-to-openapi'];

/** Folder = where the code may run and what it may know; arrows point one way (docs/architecture.md). */
const fence = (files, forbiddenFolders, paths = []) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths,
        patterns: forbiddenFolders.map((folder) => ({
          group: [`**/${folder}/**`, `../${folder}`, `../../${folder}`],
          message: `imports of ${folder}/ point the wrong way here`,
          allowTypeImports: folder === 'activities',
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['node_modules', '.data', 'coverage', 'dist', 'tools/temporal'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js', '.json'] } } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // an async update validator validates nothing: its type returns void, and this rule says so
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/require-await': 'off',
      'import-x/no-cycle': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  fence(
    ['domain/**/*.ts'],
    [
      'workflows',
      'activities',
      'db',
      'api',
      'notices',
      'documents',
      'worker',
      'cli',
      'platform',
      'security',
      'rehearsal',
      'signing',
      'storage',
    ],
    [...NODE, ...SCHEMA_LIBRARIES, '@temporalio/workflow', '@temporalio/client', '@temporalio/worker'],
  ),
  fence(
    ['workflows/**/*.ts'],
    [
      'activities',
      'db',
      'api',
      'notices',
      'documents',
      'worker',
      'cli',
      'platform',
      'security',
      'rehearsal',
      'signing',
      'storage',
    ],
    [...NODE, ...SCHEMA_LIBRARIES, '@temporalio/client', '@temporalio/worker', '@temporalio/activity'],
  ),
  fence(['activities/**/*.ts'], ['api', 'worker', 'cli', 'rehearsal', 'platform']),
  fence(
    ['storage/**/*.ts'],
    [
      'domain',
      'workflows',
      'activities',
      'db',
      'api',
      'notices',
      'documents',
      'worker',
      'cli',
      'platform',
      'rehearsal',
    ],
  ),
  fence(
    ['db/**/*.ts'],
    ['workflows', 'activities', 'api', 'notices', 'documents', 'worker', 'cli', 'platform', 'rehearsal'],
  ),
  fence(['signing/**/*.ts'], ['workflows', 'activities', 'api', 'documents', 'worker', 'cli', 'rehearsal', 'platform']),
  fence(['notices/**/*.ts'], ['workflows', 'activities', 'api', 'documents', 'worker', 'cli', 'rehearsal']),
  fence(
    ['documents/**/*.ts'],
    ['workflows', 'activities', 'db', 'api', 'notices', 'worker', 'cli', 'platform', 'rehearsal'],
  ),
  {
    files: ['domain/**/*.ts', 'workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setInterval', 'setImmediate', 'Intl', 'structuredClone'],
    },
  },
  {
    files: ['domain/**/*.ts', 'activities/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'business time is an argument',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'business time is an argument' },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: true }],
      'max-lines': ['error', 200],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
