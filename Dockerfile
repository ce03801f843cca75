# The pipe's image. Both base images are named by tag here; the release pipeline pins them by digest:
#   --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:… --build-arg DEBIAN_IMAGE=debian:bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24-bookworm-slim
ARG DEBIAN_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS build
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/cutover
COPY package.json package-lock.json ./
RUN npm ci
COPY . ./
RUN npm run build && find dist -name '*.map' -delete
# A step compiles nothing that was compiled here. No flag of V8: it would be a part of the cache's key.
RUN NODE_COMPILE_CACHE=/opt/cutover/compiled node --input-type=module \
      --eval 'for (const file of process.argv.slice(1)) await import("/opt/cutover/" + file)' dist/*.js dist/pipe/main.js

FROM ${DEBIAN_IMAGE}
LABEL org.opencontainers.image.title="Cutover" \
      org.opencontainers.image.description="Packages, validates and atomically activates releases on real servers" \
      org.opencontainers.image.url="https://bitbucket.org/zentra/cutover" \
      org.opencontainers.image.source="https://bitbucket.org/zentra/cutover" \
      org.opencontainers.image.vendor="Zentra" \
      org.opencontainers.image.licenses="MIT"
# Of Node its one binary, of git its one binary: npm, yarn, perl and curl would triple what every step downloads.
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /usr/bin/git /usr/bin/git
# Bitbucket's clone directory may belong to another user than the one we run as.
RUN git config --system --add safe.directory '*'
COPY --from=build /opt/cutover/dist /opt/cutover/dist
COPY --from=build /opt/cutover/compiled /opt/cutover/compiled
ENV NODE_COMPILE_CACHE=/opt/cutover/compiled
COPY package.json pipe.yml README.md CHANGELOG.md LICENSE /opt/cutover/
# The user stays root: Bitbucket's clone and storage directories belong to root, and a pipe writes its results there.
ENTRYPOINT ["/usr/local/bin/node", "/opt/cutover/dist/pipe/main.js"]
