import js from '@eslint/js';
import globals from 'globals';

const rules = {
  ...js.configs.recommended.rules,
  eqeqeq: 'error',
  'no-implicit-globals': 'error',
  'no-shadow': 'off',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  'no-var': 'error',
  'prefer-const': 'error',
};

export default [
  { ignores: ['**/node_modules/', '**/.venv/', '**/built/', 'runs/', 'out/'] },
  {
    files: ['app/viewer/*.js', 'app/study/*.js'],
    languageOptions: { sourceType: 'module', globals: { ...globals.browser, VIEWER_WORKER: 'readonly', VIEWER_STYLE: 'readonly' } },
    rules,
  },
  {
    // Run inside Gradio's components: `element`, `props` and `trigger` are given, and all share one scope (photo_form.py).
    files: ['app/*.js', 'app/review/*.js'],
    languageOptions: { sourceType: 'script', globals: { ...globals.browser, element: 'readonly', props: 'readonly', trigger: 'readonly' } },
    rules: { ...rules, 'no-implicit-globals': 'off', 'no-unused-vars': ['error', { argsIgnorePattern: '^_', vars: 'local' }] },
  },
  {
    files: ['*.js', 'app/viewer/build.mjs', 'tests/js/*.mjs'],
    languageOptions: { sourceType: 'module', globals: { ...globals.node, document: 'readonly', window: 'readonly', HTMLElement: 'readonly' } },
    rules,
  },
];
