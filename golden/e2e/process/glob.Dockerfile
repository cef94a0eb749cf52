FROM node:22-slim
WORKDIR /app
COPY . .
CMD node sho*.js x
