import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const goods = JSON.parse(readFileSync("src/goods.json", "utf8"));
mkdirSync("dist", { recursive: true });
writeFileSync("dist/index.html", `<ul>${goods.map((g) => `<li>${g}</li>`).join("")}</ul>\n`);
