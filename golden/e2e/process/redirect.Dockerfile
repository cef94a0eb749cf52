FROM node:22-slim
WORKDIR /app
COPY . .
CMD exec node show.js x > /dev/stdout 2>&1
