FROM node:22-slim
COPY . /app
WORKDIR /
CMD ["chroot", "--userspec=1000:1000", "/", "node", "/app/show.js", "a b"]
