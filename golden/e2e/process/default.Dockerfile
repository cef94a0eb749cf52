FROM node:22-slim
WORKDIR /app
COPY . .
CMD node show.js ${PORT:-8080} "${NAME:-no name}"
