FROM node:22-slim
WORKDIR /app
COPY . .
ENTRYPOINT ["/app/scripts/function.sh"]
CMD ["x"]
