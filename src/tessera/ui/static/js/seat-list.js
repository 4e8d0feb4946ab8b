// The server's list of checkboxes, kept in step with the map.

export class SeatList {
  constructor(host, model, toggle, submit) {
    this.model = model;
    this.boxes = [...host.querySelectorAll("input[name=place]")];
    for (const box of this.boxes) {
      if (box.checked && !box.disabled) model.toggle(Number(box.value));
      box.addEventListener("change", () => toggle(Number(box.value)));
    }
    host.querySelector("form.hall__list")?.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
  }

  update() {
    for (const box of this.boxes) {
      const state = this.model.stateOf(Number(box.value));
      box.checked = state === "mine";
      box.disabled = state === "taken" || state === "held";
      box.parentElement.classList.toggle("seat--sold", state === "taken");
      box.parentElement.classList.toggle("seat--held", state === "held");
    }
  }
}
