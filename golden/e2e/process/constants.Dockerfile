FROM node:22-slim
WORKDIR /app
COPY . .
ENTRYPOINT ["/app/scripts/constants.sh"]
CMD ["node", "show.js", "a b"]
