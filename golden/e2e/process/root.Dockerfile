FROM node:22-slim
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y --no-install-recommends gosu && rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["scripts/root.sh"]
CMD ["node", "show.js", "x"]
