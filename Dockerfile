# The suite in a container. Two targets:
#
#     docker build --target cpu  -t polyhead:cpu .
#     docker build --target cuda -t polyhead:cuda .     to use, not to publish: see NOTICE
#
# Both run as the user 10001, keep everything they write under /data, and need no writable root file system.
#
# Debian's packages get security updates within a release, so their versions are not pinned:
# hadolint global ignore=DL3008

# ---- the jar, taken apart so that an update of the code does not replace the libraries ----
FROM debian:bookworm-slim AS jar
ARG MAVEN_PROFILES=quick
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN mvn -B -ntp -P"$MAVEN_PROFILES" -DskipTests package \
    && java -Djarmode=tools -jar cli/target/polyhead.jar extract --layers --destination /layers \
    && printf '%s\n' '#!/bin/sh' 'set -e' 'mkdir -p /data/tmp /data/native' \
        'exec java -XX:SharedArchiveFile=/opt/polyhead/polyhead.jsa --add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED -jar /opt/polyhead/polyhead.jar "$@"' >/start \
    && chmod 755 /start

FROM jar AS jar-cuda
RUN mvn -B -ntp -P"$MAVEN_PROFILES",cuda -DskipTests package \
    && rm -rf /layers \
    && java -Djarmode=tools -jar cli/target/polyhead.jar extract --layers --destination /layers

# ---- a Java runtime with the modules that the suite uses ----
FROM debian:bookworm-slim AS java
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/* \
    && jlink --output /java --generate-cds-archive --strip-debug --no-header-files --no-man-pages --compress=2 \
        --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

# ---- CPU ----
FROM debian:bookworm-slim AS cpu
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl fontconfig fonts-dejavu-core libfreetype6 libgomp1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --no-create-home --uid 10001 --home-dir /data --shell /usr/sbin/nologin polyhead \
    && install -d -o 10001 -g 10001 /data
COPY --from=java /java /opt/java
COPY --from=jar /start /opt/polyhead/start
COPY --from=jar /source/models /opt/polyhead/models
COPY --from=jar /source/samples /opt/polyhead/samples
COPY --from=jar /source/LICENSE /source/NOTICE /opt/polyhead/
COPY --from=jar /layers/dependencies/ /opt/polyhead/
COPY --from=jar /layers/spring-boot-loader/ /opt/polyhead/
COPY --from=jar /layers/snapshot-dependencies/ /opt/polyhead/
COPY --from=jar /layers/application/ /opt/polyhead/
ENV PATH=/opt/java/bin:$PATH \
    POLYHEAD_DATA_DIR=/data \
    HF_HOME=/data/huggingface \
    MALLOC_ARENA_MAX=2 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -Djava.io.tmpdir=/data/tmp -Dorg.bytedeco.javacpp.cachedir=/data/native -DDJL_CACHE_DIR=/data/native"
WORKDIR /opt/polyhead
# The classes of a start, stored as the runtime wants them: it starts in about half the time.
RUN mkdir -p /data/tmp /data/native \
    && java -XX:ArchiveClassesAtExit=/opt/polyhead/polyhead.jsa -Dspring.context.exit=onRefresh \
        --add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED -jar /opt/polyhead/polyhead.jar \
        serve --port 0 --data-dir /tmp/archive \
    && rm -rf /tmp/archive /data/tmp /data/native
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["curl", "-fsS", "http://127.0.0.1:8080/actuator/health/readiness"]
ENTRYPOINT ["/opt/polyhead/start"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]

# ---- CUDA: ONNX Runtime's CUDA build on NVIDIA's base image ----
FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 AS cuda
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl fontconfig fonts-dejavu-core libfreetype6 libgomp1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --no-create-home --uid 10001 --home-dir /data --shell /usr/sbin/nologin polyhead \
    && install -d -o 10001 -g 10001 /data
COPY --from=java /java /opt/java
COPY --from=jar-cuda /start /opt/polyhead/start
COPY --from=jar-cuda /source/models /opt/polyhead/models
COPY --from=jar-cuda /source/samples /opt/polyhead/samples
COPY --from=jar-cuda /source/LICENSE /source/NOTICE /opt/polyhead/
COPY --from=jar-cuda /layers/dependencies/ /opt/polyhead/
COPY --from=jar-cuda /layers/spring-boot-loader/ /opt/polyhead/
COPY --from=jar-cuda /layers/snapshot-dependencies/ /opt/polyhead/
COPY --from=jar-cuda /layers/application/ /opt/polyhead/
ENV PATH=/opt/java/bin:$PATH \
    POLYHEAD_DATA_DIR=/data \
    HF_HOME=/data/huggingface \
    MALLOC_ARENA_MAX=2 \
    POLYHEAD_MODELS_DEVICE=cuda \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -Djava.io.tmpdir=/data/tmp -Dorg.bytedeco.javacpp.cachedir=/data/native -DDJL_CACHE_DIR=/data/native"
WORKDIR /opt/polyhead
# The classes of a start, stored as the runtime wants them: it starts in about half the time.
RUN mkdir -p /data/tmp /data/native \
    && POLYHEAD_MODELS_DEVICE=cpu java -XX:ArchiveClassesAtExit=/opt/polyhead/polyhead.jsa -Dspring.context.exit=onRefresh \
        --add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED -jar /opt/polyhead/polyhead.jar \
        serve --port 0 --data-dir /tmp/archive \
    && rm -rf /tmp/archive /data/tmp /data/native
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
    CMD ["curl", "-fsS", "http://127.0.0.1:8080/actuator/health/readiness"]
ENTRYPOINT ["/opt/polyhead/start"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
