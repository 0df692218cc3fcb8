import { expect, it } from "vitest";
import { assemble } from "./assemble";

const templates = {
  "room/module": '"""Head."""\n',
  "room/base":
    "from __future__ import annotations\n\nimport math\n\nfrom torch import nn\n\n\nclass Base(nn.Module):\n    pass\n",
  "room/deep/leaf":
    "import numpy as np\nfrom base import Base\nfrom torch import Tensor\n\n\nclass Leaf(Base):\n    pass\n",
  "room/other": "from base import Base\n\n\nclass Other(Base):\n    pass\n",
  "elsewhere/base": "WRONG = 1\n",
};

it("puts what a template needs before it, once, and gathers the other imports in the order of sorters", () => {
  expect(assemble(templates, "room", ["deep/leaf", "other"], "X = 1")).toBe(
    [
      '"""Head."""',
      "",
      "from __future__ import annotations",
      "",
      "import math",
      "",
      "import numpy as np",
      "from torch import Tensor, nn",
      "",
      "",
      "class Base(nn.Module):\n    pass",
      "",
      "",
      "class Leaf(Base):\n    pass",
      "",
      "",
      "class Other(Base):\n    pass",
      "",
      "",
      "X = 1\n",
    ].join("\n"),
  );
});

it("names a template that does not exist", () => {
  expect(() => assemble(templates, "room", ["gone"], "")).toThrow("room/gone");
});
