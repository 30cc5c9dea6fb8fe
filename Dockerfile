# The help centre as an image: docs/operating.md, « In a container », says how it is run.
FROM debian:bookworm-slim AS base
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git openssh-client python3 \
    && rm -rf /var/lib/apt/lists/*

# What installs packages stays behind.
FROM base AS build
RUN apt-get update && apt-get install --yes --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/guichet
COPY . .
RUN bash -c '. scripts/env.sh runtime'

FROM base
RUN useradd --system --uid 10001 --home-dir /var/lib/guichet --create-home --shell /usr/sbin/nologin guichet
COPY --from=build /srv/guichet /srv/guichet
USER guichet
WORKDIR /var/lib/guichet
ENV GUICHET_ARTICLES=/srv/guichet/articles \
    GUICHET_INDEX=/var/lib/guichet/index \
    GUICHET_INSTANCE=/var/lib/guichet/instance \
    GUICHET_TRUSTED_HOSTS=127.0.0.1,localhost
VOLUME /var/lib/guichet
EXPOSE 8000
# Asks for the first of the trusted hosts: another name would be refused.
HEALTHCHECK --start-period=2m CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
ENTRYPOINT ["/srv/guichet/.venv/bin/guichet"]
CMD ["serve", "--host", "0.0.0.0"]
