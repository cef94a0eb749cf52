FROM node:22-slim
WORKDIR /app
COPY . .
CMD npm run build >/dev/null && node built.js done
