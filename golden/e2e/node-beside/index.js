// Answers by way of a package that lies in a directory above.
require("express")()
  .get("/", (request, response) => response.json({ from: require.resolve("express").split("/").slice(0, 4) }))
  .listen(18477);
