import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const tests = "**/*.test.{ts,tsx,mjs}";

const banned = [{ selector: "TSEnumDeclaration", message: "Use a union of string literals." }];

const bannedInSource = [
  ...banned,
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: "Draw from a named stream (src/random): every run must replay.",
  },
  {
    selector: "MemberExpression[property.name=/^(dataSync|arraySync)$/]",
    message: "Await data(): on WebGPU the synchronous readback goes through a canvas.",
  },
  { selector: "ExportDefaultDeclaration", message: "Use a named export." },
];

const bannedClocks = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: "Take the time as an argument: only worker/, client/ and ui/ read a clock.",
  },
  {
    selector: "MemberExpression[object.name='performance'][property.name='now']",
    message: "Take the time as an argument: only worker/, client/ and ui/ read a clock.",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take the time as an argument: only worker/, client/ and ui/ read a clock.",
  },
];

const bannedFunctions = [
  {
    selector:
      "MemberExpression[object.name='Math'][property.name=/^(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)$/]",
    message: "Browsers differ in its last digit: what a run is made of takes those of src/stats/elementary.ts.",
  },
];

export default defineConfig(
  {
    ignores: [
      "dist/",
      "coverage/",
      "fixtures/",
      "public/",
      "test-results/",
      "playwright-report/",
      "src/engine/wasm/kernelBytes.js",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines": ["warn", { max: 400, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": ["error", ...banned],
      "prefer-const": "error",
      // Undefined names are the type checker's business, in JavaScript files too.
      "no-undef": "off",
      // The one exception, Field<any>, says so where it stands.
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["src/**"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": ["error", ...bannedInSource, ...bannedClocks],
      "no-restricted-imports": [
        "error",
        { name: "@tensorflow/tfjs", message: "Import @tensorflow/tfjs-core and load one backend: half the bytes." },
      ],
    },
  },
  {
    files: ["src/{random,graph,data,catalog,experiment,training}/**", "src/engine/{plan,wasm}/**"],
    ignores: [tests, "**/testing/**"],
    rules: { "no-restricted-syntax": ["error", ...bannedInSource, ...bannedClocks, ...bannedFunctions] },
  },
  {
    files: ["src/{worker,client,ui}/**"],
    rules: { "no-restricted-syntax": ["error", ...bannedInSource] },
  },
  {
    files: ["src/ui/**"],
    ignores: ["src/ui/faults/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          name: "react",
          importNames: ["lazy"],
          message: "Use late() of ui/faults/: it says when code does not arrive.",
        },
      ],
    },
  },
  { files: ["src/{store,ui}/**"], ...reactHooks.configs.flat.recommended },
  // AssemblyScript has no type imports.
  { files: ["src/engine/wasm/kernels/**"], rules: { "@typescript-eslint/consistent-type-imports": "off" } },
  // A global variable of the browser can only be declared with var.
  { files: ["**/*.d.ts"], rules: { "no-var": "off" } },
  {
    files: [tests, "e2e/**"],
    rules: { "max-lines": "off", "no-console": "off" },
  },
);
