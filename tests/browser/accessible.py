"""What axe finds on a page: broken rules that are serious, and nothing else of its long answer."""

import asyncio
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

SERIOUS = ["serious", "critical"]
NODES_TOLD_MAX = 3
SETTLED_SECONDS = 0.3
RUN = """
async ([serious, nodesMax, options]) => {
  // A third of the rules break nothing serious, whatever they find; the dearest are among them.
  const grave = (rule) => serious.includes(rule.impact) ||
    [...rule.any, ...rule.all, ...rule.none].some(
      (check) => serious.includes(axe._audit.checks[check.id ?? check]?.impact));
  const light = axe._audit.rules.filter((rule) => !grave(rule));
  const rules = Object.fromEntries(light.map((rule) => [rule.id, { enabled: false }]));
  const found = await axe.run(document, { rules, ...options });
  return found.violations.filter((rule) => serious.includes(rule.impact)).map((rule) =>
    `${rule.id} ${rule.nodes.slice(0, nodesMax).map((node) => node.html.slice(0, 200)).join(" ")}`);
}
"""


async def broken_rules(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """Every serious rule that the page breaks, with the first of the elements; `options` are
    those of `axe.run`. Reads axe into the page only once."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    wanted = {"resultTypes": ["violations"], **(options or {})}
    broken: list[str] = await page.evaluate(RUN, [SERIOUS, NODES_TOLD_MAX, wanted])
    if broken:
        # A window that has just changed its size may be measured in the middle of it: what is
        # broken is so a moment later.
        await asyncio.sleep(SETTLED_SECONDS)
        broken = await page.evaluate(RUN, [SERIOUS, NODES_TOLD_MAX, wanted])
    return broken
