import { expect, test } from "@playwright/test";
import jsQR from "jsqr";
import { LabPage } from "./labPage";

for (const [width, height] of [
  [1440, 900],
  [1024, 600],
  [390, 844],
] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`the QR code on the screen is read by another program: ${width} × ${height}, ${colorScheme}${width === 1024 && colorScheme === "dark" ? "" : " @full"}`, async ({
      browser,
    }) => {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      await new LabPage(page).openSmoke();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Share", exact: true }).click();
      const dialog = page.getByRole("dialog", { name: "Share this experiment" });
      await dialog.getByRole("button", { name: "QR code" }).click();
      const code = dialog.getByRole("img", { name: "The link as a QR code" });
      await code.scrollIntoViewIfNeeded();
      // As a camera sees it: a picture of the window, with whatever lies over the code.
      const box = await code.boundingBox();
      if (box === null) throw new Error("the code is not on the screen");
      const picture = await page.screenshot({ clip: box });
      const { data, w, h } = await page.evaluate(async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const pen = canvas.getContext("2d");
        if (pen === null) throw new Error("no canvas");
        pen.drawImage(image, 0, 0);
        return {
          data: Array.from(pen.getImageData(0, 0, image.width, image.height).data),
          w: image.width,
          h: image.height,
        };
      }, picture.toString("base64"));
      const read = jsQR(Uint8ClampedArray.from(data), w, h);
      expect(read?.data).toBe(await dialog.getByRole("textbox", { name: "Link", exact: true }).inputValue());
      await page.close();
    });
  }
}
