FROM node:22-slim
WORKDIR /app
COPY . .
ENV LEVEL=debug
ENTRYPOINT ["scripts/default.sh"]
CMD ["node", "show.js"]
