"""Categories made of the words that another file uses for them."""

import re

PALETTE = ("#5b7fb4", "#d9a441", "#b8405e", "#4f9d7c", "#8a63b8", "#c9703a", "#3f8fa8", "#7d8ca3")


class Keys:
    """Keys for names, each name getting the same one; the first is at hand where none is said."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The key of a name."""
        name = name.strip() or next(iter(self._by_name), "Regular")
        if name not in self._by_name:
            plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30].strip("-")
            taken = set(self._by_name.values())
            key, n = plain or "category", 2
            while key in taken:
                key, n = f"{plain or 'category'}-{n}", n + 1
            self._by_name[name] = key
        return self._by_name[name]

    def categories(self) -> list[dict[str, str]]:
        """All of them, each with a colour of its own as far as there are some."""
        return [
            {"key": key, "name": name, "color": PALETTE[n % len(PALETTE)]}
            for n, (name, key) in enumerate(self._by_name.items())
        ]
