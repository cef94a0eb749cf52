FROM node:22-slim
WORKDIR /app
COPY . .
ENV PORT=3000 WORDS="a b"
CMD node show.js --port=$PORT $WORDS "$WORDS"
