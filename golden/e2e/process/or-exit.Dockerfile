FROM node:22-slim
WORKDIR /app
COPY . .
CMD node show.js x || exit 3
