FROM node:22-slim
WORKDIR /app
COPY . .
CMD node show.js $EXTRA_ARGS end
