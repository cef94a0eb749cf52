FROM python:3.13-slim-trixie
WORKDIR /app
RUN python -m venv venv
COPY show.py .
CMD . venv/bin/activate && exec python show.py x
