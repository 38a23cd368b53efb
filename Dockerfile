# The suite in a container. Two targets:
#
#     docker build --target cpu  -t polyhead:cpu .
#     docker build --target cuda -t polyhead:cuda .     to use, not to publish: see NOTICE
#
# Both run as the user 10001, keep everything they write under /data, and need no writable root file system.
#
# Debian's packages get security updates within a release, so their versions are not pinned:
# hadolint global ignore=DL3008

# ---- the jar ----
FROM debian:bookworm-slim AS jar
ARG MAVEN_PROFILES=quick
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN mvn -B -ntp -P"$MAVEN_PROFILES" -DskipTests package \
    && printf '%s\n' '#!/bin/sh' 'mkdir -p /data/tmp /data/native && exec /opt/polyhead/bin/polyhead "$@"' >/start \
    && chmod 755 /start

FROM jar AS jar-cuda
RUN mvn -B -ntp -P"$MAVEN_PROFILES",cuda -DskipTests package

# ---- a Java runtime with the modules that the suite uses ----
FROM debian:bookworm-slim AS java
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/* \
    && jlink --output /java --generate-cds-archive --strip-debug --no-header-files --no-man-pages --compress=2 \
        --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

# ---- CPU: installed as 'polyhead install' does anywhere, in layers, so that an update of the code does not replace libraries and models ----
FROM debian:bookworm-slim AS base-cpu
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl fontconfig fonts-dejavu-core libfreetype6 libgomp1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --no-create-home --uid 10001 --home-dir /data --shell /usr/sbin/nologin polyhead \
    && install -d -o 10001 -g 10001 /data
COPY --from=java /java /opt/java
COPY --from=jar /start /start
ENV PATH=/opt/java/bin:$PATH

FROM base-cpu AS installed-cpu
COPY --from=jar /source/cli/target/polyhead.jar /source/LICENSE /source/NOTICE /source/
COPY --from=jar /source/models /source/models
COPY --from=jar /source/samples /source/samples
WORKDIR /source
RUN java -jar polyhead.jar install /opt/polyhead

FROM base-cpu AS cpu
COPY --from=installed-cpu /opt/polyhead/app/lib /opt/polyhead/app/lib
COPY --from=installed-cpu /opt/polyhead/models /opt/polyhead/models
COPY --from=installed-cpu /opt/polyhead/samples /opt/polyhead/samples
COPY --from=installed-cpu /opt/polyhead/LICENSE /opt/polyhead/NOTICE /opt/polyhead/
COPY --from=installed-cpu /opt/polyhead/bin /opt/polyhead/bin
COPY --from=installed-cpu /opt/polyhead/app/polyhead.jar /opt/polyhead/app/polyhead.jsa /opt/polyhead/app/
ENV POLYHEAD_DATA_DIR=/data \
    HF_HOME=/data/huggingface \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -Djava.io.tmpdir=/data/tmp -Dorg.bytedeco.javacpp.cachedir=/data/native -DDJL_CACHE_DIR=/data/native"
WORKDIR /opt/polyhead
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["curl", "-fsS", "http://127.0.0.1:8080/actuator/health/readiness"]
ENTRYPOINT ["/start"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]

# ---- CUDA: ONNX Runtime's CUDA build on NVIDIA's base image ----
FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 AS base-cuda
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl fontconfig fonts-dejavu-core libfreetype6 libgomp1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --no-create-home --uid 10001 --home-dir /data --shell /usr/sbin/nologin polyhead \
    && install -d -o 10001 -g 10001 /data
COPY --from=java /java /opt/java
COPY --from=jar-cuda /start /start
ENV PATH=/opt/java/bin:$PATH

FROM base-cuda AS installed-cuda
COPY --from=jar-cuda /source/cli/target/polyhead.jar /source/LICENSE /source/NOTICE /source/
COPY --from=jar-cuda /source/models /source/models
COPY --from=jar-cuda /source/samples /source/samples
WORKDIR /source
RUN POLYHEAD_MODELS_DEVICE=cpu java -jar polyhead.jar install /opt/polyhead

FROM base-cuda AS cuda
COPY --from=installed-cuda /opt/polyhead/app/lib /opt/polyhead/app/lib
COPY --from=installed-cuda /opt/polyhead/models /opt/polyhead/models
COPY --from=installed-cuda /opt/polyhead/samples /opt/polyhead/samples
COPY --from=installed-cuda /opt/polyhead/LICENSE /opt/polyhead/NOTICE /opt/polyhead/
COPY --from=installed-cuda /opt/polyhead/bin /opt/polyhead/bin
COPY --from=installed-cuda /opt/polyhead/app/polyhead.jar /opt/polyhead/app/polyhead.jsa /opt/polyhead/app/
ENV POLYHEAD_DATA_DIR=/data \
    HF_HOME=/data/huggingface \
    POLYHEAD_MODELS_DEVICE=cuda \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -Djava.io.tmpdir=/data/tmp -Dorg.bytedeco.javacpp.cachedir=/data/native -DDJL_CACHE_DIR=/data/native"
WORKDIR /opt/polyhead
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
    CMD ["curl", "-fsS", "http://127.0.0.1:8080/actuator/health/readiness"]
ENTRYPOINT ["/start"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
