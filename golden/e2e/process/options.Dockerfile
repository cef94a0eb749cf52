FROM node:22-slim
WORKDIR /app
COPY . .
ENTRYPOINT ["scripts/options.sh"]
CMD ["node", "show.js", "x"]
