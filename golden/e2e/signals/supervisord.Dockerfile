FROM node:22-slim
RUN apt-get update && apt-get install -y --no-install-recommends supervisor && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
CMD ["supervisord", "-n", "-c", "supervisord.conf"]
