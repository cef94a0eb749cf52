import ms from "npm:ms@2.1.3";

Deno.serve({ port: 18476 }, () => new Response(`hello every ${ms(60000)}\n`));
