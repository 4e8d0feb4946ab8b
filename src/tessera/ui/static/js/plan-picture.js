// A picture under the floor, to draw after: chosen from a file, made smaller, kept with the draft.

const SIDE_MAX = 2000;

export class Underlay {
  /** `keeper` sends it to the server; `on.say` speaks of what came of it. */
  constructor(root, drawing, keeper, on) {
    Object.assign(this, { root, drawing, keeper, on });
    this.told = { x: 0, y: 0, width: 600, opacity: 0.5, href: "" };
    const file = root.querySelector('input[type="file"]');
    file.addEventListener("change", () => file.files[0] && this.take(file.files[0]));
    for (const input of root.querySelectorAll("[data-under]")) {
      input.addEventListener("input", () => {
        this.told[input.dataset.under] = Number(input.value);
        this.drawing.under(this.told);
      });
    }
    root.querySelector("[data-drop]").addEventListener("click", () => this.drop());
    if (root.dataset.picture) this.show(root.dataset.picture);
  }

  show(href) {
    this.told.href = href;
    this.root.classList.toggle("has-picture", Boolean(href));
    this.drawing.under(this.told);
  }

  async take(file) {
    const content = await smaller(file).catch(() => null);
    const answer = content ? await this.keeper.picture(content) : { ok: false };
    if (!answer.ok) return this.on.say(this.on.words.no_picture);
    return this.show(`data:image/jpeg;base64,${content}`);
  }

  async drop() {
    await this.keeper.picture(null);
    this.show("");
  }
}

/** The picture as base64 of a JPEG, its longer side at most `SIDE_MAX` pixels. */
async function smaller(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, SIDE_MAX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
}
