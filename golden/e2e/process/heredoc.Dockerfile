FROM node:22-slim
WORKDIR /app
COPY . .
COPY --chmod=755 <<'EOF' /start.sh
#!/bin/sh
export MODE=heredoc
exec node show.js "$@"
EOF
ENTRYPOINT ["/start.sh"]
CMD ["x"]
