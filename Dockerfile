# syntax=docker/dockerfile:1

# The Node of both stages. A tag moves; for builds that can be repeated, pin the digest:
#   docker buildx imagetools inspect node:26-slim
#   docker build --build-arg NODE_IMAGE=node:26-slim@sha256:… .
ARG NODE_IMAGE=node:26-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No script of any package runs: what the tests need of them is not needed here.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src src
COPY federation federation
RUN npm run build --ignore-scripts \
  && rm dist/tsconfig.tsbuildinfo \
  && chmod 0755 dist/src/main.js \
  && npm prune --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Guildhall" \
      org.opencontainers.image.description="A node that a professional collective runs on its own domain, federated over ActivityPub." \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"

# The package managers stay behind: nothing is installed into a running node.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
  && ln -s /app/dist/src/main.js /usr/local/bin/guildhall \
  && install -d -m 0700 -o 10001 -g 10001 /data

WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY LICENSE ./
COPY migrations migrations
COPY src/web/styles src/web/styles
COPY src/web/fonts src/web/fonts

# A small young generation: a node is mostly idle, and this is 30 MiB less.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=4 \
    HOST=0.0.0.0 \
    DATA_DIR=/data
USER 10001:10001
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM

# For processes that answer requests. A container with ROLE=worker does not: start it with --no-healthcheck.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["guildhall"]
CMD ["start"]
