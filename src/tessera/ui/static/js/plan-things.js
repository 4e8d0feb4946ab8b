// New things without rows: tables with chairs, standing areas, a stage.

import { boundsOf, newId } from "./plan-doc.js";
import { SEAT_PITCH, tenth } from "./plan-make.js";

/** A round table with chairs around it, the first at the top. */
export function table({ name, x, y, chairs, category }) {
  const radius = Math.max(16, (chairs * SEAT_PITCH) / (2 * Math.PI) - 4);
  const seats = Array.from({ length: chairs }, (_, i) => {
    const angle = (i / chairs) * 2 * Math.PI;
    const far = radius + 14;
    return { label: String(i + 1), category, x: tenth(x + far * Math.sin(angle)),
      y: tenth(y - far * Math.cos(angle)) };
  });
  const shape = { type: "circle", x: tenth(x), y: tenth(y), radius: tenth(radius) };
  return { id: newId(), type: "table", name, seats, shape };
}

/** Standing room in a rectangle; two people to a square metre unless somebody says otherwise. */
export function area({ name, x, y, width, height, category, capacity }) {
  const people = capacity || Math.max(1, Math.round((width * height) / 1600) * 2);
  return { id: newId(), type: "area", name, category, capacity: Math.min(people, 100000),
    shape: { type: "rectangle", x: tenth(x), y: tenth(y), width: tenth(width),
      height: tenth(height) } };
}

/** A stage, screen, wall, door or bar, with its word in the middle. */
export function decoration({ kind, text, x, y, width, height }) {
  const shape = { type: "rectangle", x: tenth(x), y: tenth(y), width: tenth(width),
    height: tenth(height) };
  const writing = text && { text, x: tenth(x + width / 2), y: tenth(y + height / 2), size: 14 };
  return { id: newId(), type: "decoration", kind, shape, ...(writing && { writing }) };
}

/** A decoration of another kind, with other words on it or none. */
export function worded(item, kind, text) {
  if (item.type !== "decoration") return item;
  const box = boundsOf([{ shape: item.shape }]);
  const spot = item.writing || (box && { x: box.x + box.width / 2, y: box.y + box.height / 2, size: 14 });
  const { writing, ...rest } = item;
  return { ...rest, kind, ...(text && spot && { writing: { ...spot, text } }) };
}
