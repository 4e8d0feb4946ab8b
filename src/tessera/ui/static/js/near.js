// "Near me": asks the browser where it is, once somebody presses, and fills the form with it.

const form = document.querySelector("[data-near]");
const here = form?.querySelector("[data-here]");

if (here && "geolocation" in navigator) {
  const words = JSON.parse(form.dataset.near);
  const say = form.querySelector("[data-say]");
  here.hidden = false;
  here.addEventListener("click", () => {
    say.textContent = words.waiting;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      // Three digits are about a hundred metres: nobody needs to know it better.
      form.elements.latitude.value = coords.latitude.toFixed(3);
      form.elements.longitude.value = coords.longitude.toFixed(3);
      form.requestSubmit();
    }, () => (say.textContent = words.denied), { maximumAge: 600_000, timeout: 10_000 });
  });
}
