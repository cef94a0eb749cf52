const app = require("express")();
app.get("/", (request, response) => response.send(`node ${process.versions.node.split(".")[0]}`));
const server = app.listen(8132);
process.on("SIGTERM", () => server.close());
