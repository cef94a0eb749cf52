# syntax=docker/dockerfile:1
# dfmigrate itself: docker run --rm -v "$PWD:/work" IMAGE --to distroless
FROM --platform=$BUILDPLATFORM golang:1.26-trixie AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
ARG VERSION=devel COMMIT=unknown
# The same sources give the same bytes: no paths, no time, no state of the work tree.
ENV CGO_ENABLED=0
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X github.com/dfmigrate/dfmigrate/rewrite/cli.release=$VERSION -X github.com/dfmigrate/dfmigrate/rewrite/cli.commit=$COMMIT" \
    -o /out/dfmigrate .

FROM gcr.io/distroless/static-debian13:nonroot
LABEL org.opencontainers.image.title="dfmigrate" \
      org.opencontainers.image.source="https://github.com/dfmigrate/dfmigrate" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/dfmigrate /usr/local/bin/dfmigrate
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/dfmigrate"]
