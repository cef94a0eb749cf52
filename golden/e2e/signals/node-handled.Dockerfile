FROM node:22-slim
WORKDIR /app
COPY . .
CMD exec node handled.js
