FROM node:22-slim
WORKDIR /app
ENV GREETING="good morning"
COPY . .
CMD ["su", "-s", "/bin/sh", "node", "-c", "exec node show.js \"$GREETING\""]
