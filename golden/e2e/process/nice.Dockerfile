FROM node:22-slim
WORKDIR /app
COPY . .
CMD nice -n 5 ionice -c 3 node show.js "a b"
