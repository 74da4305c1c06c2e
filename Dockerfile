# Foyer in one image: `serve` (web and background work), `web` and `worker` are its commands, /data is all that it writes to.
# It runs as a user without rights, and on a file system that it cannot write to.

FROM node:26.10.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY bin/setup.mjs bin/
COPY tools tools
RUN node bin/setup.mjs dev
COPY vite.config.ts tsconfig.json ./
COPY static static
COPY db db
COPY src src
RUN node bin/setup.mjs serve
# What tests, builds and the tools need stays behind but for the stand-in for Stripe, and what only compilers and debuggers read.
RUN find tools -mindepth 1 -maxdepth 1 ! -name fake-stripe -exec rm -r {} + \
  && npm prune --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/.foyer node_modules/.cache node_modules/node-linux-*/include node_modules/typescript \
    node_modules/vite node_modules/rolldown node_modules/@rolldown node_modules/lightningcss* \
    node_modules/@sveltejs/vite-plugin-svelte node_modules/@sveltejs/adapter-node \
  && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete \
  && find node_modules -type d -empty -delete

FROM debian:13.5-slim
# Node comes with the program, out of npm; libatomic1 is what it is linked to.
RUN export DEBIAN_FRONTEND=noninteractive \
  && apt-get update \
  && apt-get install --yes --no-install-recommends libatomic1 tini tzdata \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin foyer \
  && install --directory --owner foyer --group foyer --mode 700 /data \
  && ln -s /app/bin/foyer /usr/local/bin/foyer
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/build build
COPY --from=build /app/db db
COPY --from=build /app/src src
COPY --from=build /app/tools tools
COPY --from=build /app/package.json ./
COPY bin/foyer bin/
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 WORKER_PORT=3000 FOYER_DATA=/data
VOLUME /data
EXPOSE 3000
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/app/node_modules/.bin/node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Tini takes in what the database of its own leaves behind: as process 1 Foyer would have to.
ENTRYPOINT ["/usr/bin/tini", "--", "/app/bin/foyer"]
CMD ["serve"]
