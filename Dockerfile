# One image for web, worker, beat and the one-time preparation; only the command differs (docker-compose.yml).
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000 \
    STATE_DIR=/data STATIC_ROOT=/srv/static
RUN useradd --system --uid 10001 --create-home observatory && install -d -o observatory /data /srv/static
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# Static files and translations are part of the image; the values below only let the settings load and are not saved.
RUN SECRET_KEY=only-to-build-the-image-0123456789abcdef SITE_URL=http://localhost DATABASE_URL=postgresql://none/none \
    REDIS_URL=redis://none python manage.py prepare --files-only
USER 10001
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "observatory.serve", "web"]
