FROM node:22-slim
WORKDIR /app
COPY . .
CMD A=1 B="two words" node show.js
