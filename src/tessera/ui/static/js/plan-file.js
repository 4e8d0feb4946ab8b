// A file to bring along is read here and laid into the form's text, which is what is sent.

const part = document.querySelector("[data-file]");
if (part) {
  part.hidden = false;
  const file = part.querySelector("input");
  const form = file.form;
  file.addEventListener("change", async () => {
    if (!file.files[0]) return;
    form.elements.text.value = await file.files[0].text();
    form.elements.name.value ||= file.files[0].name.replace(/\.\w+$/, "");
  });
}
