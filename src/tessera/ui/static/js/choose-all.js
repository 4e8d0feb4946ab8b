// "All that are listed" ticks and greys what is on this page, so that one sees what is chosen.
for (const form of document.querySelectorAll("[data-choose-all]")) {
  const all = form.elements.all;
  const each = [...form.querySelectorAll('input[name="title"]')];
  const show = () => {
    for (const box of each) {
      box.checked = all.checked || box.checked;
      box.disabled = all.checked;
    }
  };
  all.addEventListener("change", () => {
    if (!all.checked) for (const box of each) box.checked = false;
    show();
  });
  if (all.checked) show();
}
