FROM node:22-slim
WORKDIR /app
COPY . .
ENTRYPOINT ["scripts/dispatch.sh"]
CMD ["web", "x"]
