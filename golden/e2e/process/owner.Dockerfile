FROM node:22-slim
WORKDIR /app
COPY . .
CMD ["scripts/owner.sh"]
