FROM node:22-slim
WORKDIR /app
COPY . .
CMD cd src && node run.js x
