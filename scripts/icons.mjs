/**
 * `npm run icons`: draws the icons of the installed page and the card that other sites show of a link to it, from
 * public/favicon.svg and the documents' picture of a first visit, into public/.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { ensureBrowser, launchOptions } from "./browser.mjs";
import { root, setup } from "./setup.mjs";

setup();
ensureBrowser();
/** @type {(name: string) => string} */
const base64 = (name) => readFileSync(join(root, name)).toString("base64");
const logo = `data:image/svg+xml;base64,${base64("public/favicon.svg")}`;
const lab = `data:image/png;base64,${base64("docs/screenshots/first-visit-light-1440.png")}`;

/** Maskable icons are cut to a circle: what matters lies within. @type {(size: number) => string} */
const icon = (size) =>
  `<body style="margin:0;background:#fafaf7"><img src="${logo}" style="display:block;width:${size}px;height:${size}px"></body>`;
const card = `<body style="margin:0;background:#fafaf7;color:#1a1d21;font-family:'Liberation Sans',Arial,sans-serif">
  <div style="padding:44px 56px 30px">
    <div style="display:flex;align-items:center;gap:18px;font-size:34px;font-weight:700"><img src="${logo}" width="56">Forklab</div>
    <div style="font-size:47px;font-weight:700;margin-top:20px">Do helper losses pull a network the same way?</div>
  </div>
  <img src="${lab}" style="display:block;width:1088px;margin:0 auto;border:1px solid #c9c9c2;border-radius:12px 12px 0 0">
</body>`;

const browser = await chromium.launch(launchOptions({ gpu: false }));
try {
  /** @type {(file: string, html: string, width: number, height: number) => Promise<void>} */
  const draw = async (file, html, width, height) => {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.setContent(html, { waitUntil: "load" });
    await page.screenshot({ path: join(root, "public", file) });
    await page.close();
    console.log(`public/${file}`);
  };
  await draw("icon-192.png", icon(192), 192, 192);
  await draw("icon-512.png", icon(512), 512, 512);
  await draw("card.png", card, 1200, 630);
} finally {
  await browser.close();
}
