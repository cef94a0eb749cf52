FROM node:22-slim
WORKDIR /app
COPY . .
CMD ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "node", "show.js", "a b"]
