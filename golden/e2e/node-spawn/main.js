// Starts the workers, each a node of its own, and prints what they found.
import { spawn } from "node:child_process";

for (let i = 0; i < Number(process.env.WORKERS); i++) {
  const worker = spawn("node", ["worker.js", String(i)], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  worker.stdout.on("data", (d) => (out += d));
  await new Promise((resolve) => worker.on("close", resolve));
  process.stdout.write(out);
}
