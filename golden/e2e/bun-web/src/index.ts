import ms from "ms";

Bun.serve({ port: 18475, fetch: () => new Response(`${process.env.GREETING} every ${ms(60000)}\n`) });
