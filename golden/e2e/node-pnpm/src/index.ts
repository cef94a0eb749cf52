import Fastify from "fastify";
import { offsets } from "./zones";

const app = Fastify();

app.get("/", async () => ({ node: process.versions.node.split(".")[0], zones: Object.keys(offsets) }));

app.listen({ port: 3000, host: "0.0.0.0" });
