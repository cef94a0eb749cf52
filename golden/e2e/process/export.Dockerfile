FROM node:22-slim
WORKDIR /app
COPY . .
CMD HIDDEN=x; export SEEN=$HIDDEN-seen; node show.js $HIDDEN
