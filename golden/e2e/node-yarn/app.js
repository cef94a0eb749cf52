const express = require("express");
const fs = require("fs");
const multer = require("multer");

const app = express();
const upload = multer({ dest: "uploads/" });

app.post("/", upload.single("file"), (req, res) => res.send(req.file.originalname));
app.get("/health", (req, res) => res.send("ok"));
app.get("/", (req, res) => {
  fs.writeFileSync("uploads/.visited", "yes");
  res.json({ files: fs.readdirSync("uploads"), mode: process.env.NODE_ENV });
});

module.exports = app;
