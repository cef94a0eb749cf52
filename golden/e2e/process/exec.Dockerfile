FROM node:22-slim
WORKDIR /app
COPY . .
CMD exec node show.js a "b c" '$d'
