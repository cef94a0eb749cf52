FROM node:22-slim
WORKDIR /app
COPY . .
CMD ["env", "A=1", "nohup", "node", "show.js"]
