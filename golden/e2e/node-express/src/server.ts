import express from "express";
import { items } from "./items";

const app = express();

app.get("/", (_req, res) => {
  res.json({
    version: process.env.npm_package_version,
    mode: process.env.NODE_ENV,
    items: items.map((i) => i.name),
  });
});

const server = app.listen(Number(process.env.PORT));
process.on("SIGTERM", () => server.close());
