FROM node:22-slim
WORKDIR /app
COPY . .
RUN echo '#!/bin/sh' > /start.sh && echo 'exec node show.js "$@"' >> /start.sh && chmod +x /start.sh
ENTRYPOINT ["/start.sh"]
CMD ["x"]
