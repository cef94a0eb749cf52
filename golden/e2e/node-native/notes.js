// Keeps notes in files, behind a password.
const bcrypt = require("bcrypt");
const fs = require("fs");
const http = require("http");
const path = require("path");

const dir = path.join(__dirname, "data");
const hash = bcrypt.hashSync("open sesame", 4);

http
  .createServer((req, res) => {
    fs.appendFileSync(path.join(dir, "log.txt"), req.url + "\n");
    const allowed = bcrypt.compareSync("open sesame", hash);
    res.end(`allowed: ${allowed}, hash: ${hash.slice(0, 4)}, node ${process.version.split(".")[0]}\n`);
  })
  .listen(4000);

process.on("SIGTERM", () => process.exit(0));
