// Words and money for people, in the language of the page.

const language = document.documentElement.lang || "en";

/** `say("{count} places", {count: 2})` */
export function say(text, facts = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

/** Minor units as money: `₹450`, and `₹449.50` where there are any. */
export function money(amount, currency) {
  const format = new Intl.NumberFormat(language, {
    style: "currency", currency, trailingZeroDisplay: "stripIfInteger",
  });
  const decimals = new Intl.NumberFormat(language, { style: "currency", currency })
    .resolvedOptions().maximumFractionDigits;
  return format.format(amount / 10 ** decimals);
}

/** A number with the language's grouping; `options` as of Intl.NumberFormat. */
export const number = (value, options) => new Intl.NumberFormat(language, options).format(value);

/** An element with properties and children; text children are text, never markup. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
