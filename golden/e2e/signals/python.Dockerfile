FROM python:3.13-slim
WORKDIR /app
COPY term.py .
CMD ["python", "term.py"]
