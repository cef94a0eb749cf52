FROM node:22-slim
WORKDIR /app
COPY . .
CMD mkdir -p data/cache && node show.js
