const fs = require("fs");
const server = require("http").createServer((request, response) => {
  fs.writeFileSync("cache/last", request.url);
  response.end(`${process.env.GREETING} ${fs.readFileSync("cache/at", "utf8").trim()} ${fs.readFileSync("cache/last", "utf8")}\n`);
});
server.listen(8098);
process.on("SIGTERM", () => server.close());
