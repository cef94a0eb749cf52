FROM node:22-slim
WORKDIR /app
COPY . .
ENTRYPOINT ["sh", "-c", "exec node show.js \"$@\"", "--"]
CMD ["a", "b c"]
