/**
 * A Python for the tests: with PyTorch and the readers of what the lab exports (`scripts/torch/requirements.txt`), or with PyTorch
 * and Ray (`scripts/ray-requirements.txt`).
 *
 * `PYTHON` names one that has everything. Otherwise a virtual environment is made over a Python that has PyTorch: on Debian, as
 * root, over the system's, with the package python3-torch (PyTorch for the processor, small); elsewhere over the python3 that is
 * there, if it has PyTorch.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

const kinds = {
  torch: {
    home: "python",
    requirements: "scripts/torch/requirements.txt",
    modules: ["torch", "numpy", "safetensors", "onnx", "onnxruntime", "pandas", "ruff"],
  },
  ray: {
    home: "python-ray",
    requirements: "scripts/ray-requirements.txt",
    modules: ["torch", "numpy", "safetensors", "ray.tune", "ruff"],
  },
};
/** Debian's own, which its packages are for. */
const debian = "/usr/bin/python3";

/**
 * @param {keyof typeof kinds} [kind]
 * @returns {string} the interpreter.
 * @throws {Error} saying what is missing and how to get it.
 */
export function ensurePython(kind = "torch") {
  const { modules, requirements: file, home: folder } = kinds[kind];
  const requirements = join(root, file);
  const given = process.env["PYTHON"];
  if (given) {
    const missing = modules.filter((name) => !has(given, name));
    if (missing.length === 0) return given;
    throw new Error(`python: PYTHON is ${given}, which lacks ${missing.join(", ")}; pip install torch -r ${file}`);
  }
  const home = join(root, "node_modules/.cache", folder);
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const mark = join(home, "wanted");
  const own = join(home, "bin/python");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted && has(own, "torch")) return own;
  const base = withTorch();
  console.log(`python: an environment over ${base}, once, a minute or two`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  run(base, ["-m", "venv", "--system-site-packages", home]);
  run(own, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(mark, wanted);
  return own;
}

/** A Python that has PyTorch, installed where that is possible. */
function withTorch() {
  if (existsSync(debian) && has(debian, "torch")) return debian;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    console.log("python: installing python3-torch and python3-venv");
    run("apt-get", ["install", "--yes", "--quiet", "python3-torch", "python3-venv"]);
    return debian;
  }
  if (has("python3", "torch")) return "python3";
  throw new Error(
    "python: PyTorch is needed and was not found. As root on Debian it is installed; elsewhere install it into python3, or name a Python that has it: PYTHON=/path/to/python",
  );
}

/**
 * @param {string} python
 * @param {string} name
 */
function has(python, name) {
  return spawnSync(python, ["-c", `import ${name}`], { stdio: "ignore" }).status === 0;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`python: ${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}`);
}
