package around

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// told writes an index as lines.
func told(ix *Index) string {
	var out strings.Builder
	for _, b := range ix.Builds {
		fmt.Fprintf(&out, "%s:%d: %s builds %s in %s", b.File, b.Line, b.By, b.Dockerfile, b.Context)
		if b.Target != "" {
			fmt.Fprintf(&out, ", stage %s", b.Target)
		}
		if len(b.Images) > 0 {
			fmt.Fprintf(&out, ", as %s", strings.Join(b.Images, " "))
		}
		out.WriteString("\n")
	}
	for _, c := range ix.Containers {
		fmt.Fprintf(&out, "%s:%d: %s of %q called %q\n", c.File, c.Line, c.By, c.Image, c.Name)
		for _, o := range c.Overrides {
			fmt.Fprintf(&out, "  %s:%d: %s (%d): %q\n", o.File, o.Line, o.What, o.Kind, o.Argv)
		}
	}
	return out.String()
}

func tree(t *testing.T, text string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func TestRead(t *testing.T) {
	tests := map[string]struct{ files, want string }{
		"compose": {`-- compose.yaml --
x-base: &base
  restart: always
  user: root
services:
  web:
    <<: *base
    build: ./web
    image: registry.example.com/web:${TAG:-latest}
    command: npm run "start now"
    healthcheck:
      test: curl -f http://localhost || exit 1
  api:
    build:
      context: .
      dockerfile: api/Dockerfile
      target: dev
    entrypoint: ["sh", "-c", "exec x"]
    healthcheck:
      test: ["CMD", "pg_isready"]
  off:
    image: redis@sha256:12
    healthcheck: {test: NONE}
`, `compose.yaml:5: service "web" builds web/Dockerfile in web, as registry.example.com/web
compose.yaml:16: service "api" builds api/Dockerfile in ., stage dev
compose.yaml:5: service "web" of "registry.example.com/web" called "web"
  compose.yaml:9: command (1): ["npm" "run" "start now"]
  compose.yaml:11: healthcheck (2): ["/bin/sh" "-c" "curl -f http://localhost || exit 1"]
  compose.yaml:3: user (4): ["root"]
compose.yaml:12: service "api" of "" called "api"
  compose.yaml:17: entrypoint (0): ["sh" "-c" "exec x"]
  compose.yaml:19: healthcheck (2): ["pg_isready"]
compose.yaml:20: service "off" of "redis" called "off"
`},
		"kubernetes": {`-- k8s/web.yaml --
apiVersion: v1
kind: Service
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      securityContext: {runAsUser: 0}
      containers:
      - name: web
        image: example.com/web:1
        command: ["sh"]
        args: ["-c", "x"]
        livenessProbe:
          exec:
            command: [cat, /tmp/alive]
        lifecycle:
          preStop:
            exec: {command: ["sleep", "5"]}
-- k8s/cron.yaml --
kind: CronJob
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - image: job
            command: []
            args: [now]
`, `k8s/cron.yaml:8: CronJob of "job" called ""
  k8s/cron.yaml:10: args (1): ["now"]
k8s/web.yaml:12: Deployment "web" of "example.com/web" called ""
  k8s/web.yaml:14: command (0): ["sh" "-c" "x"]
  k8s/web.yaml:18: livenessProbe (2): ["cat" "/tmp/alive"]
  k8s/web.yaml:21: preStop (2): ["sleep" "5"]
  k8s/web.yaml:10: runAsUser (4): ["0"]
`},
		"helm": {`-- chart/values.yaml --
image:
  repository: example.com/shop
-- chart/templates/deployment.yaml --
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
spec:
  template:
    spec:
      containers:
      {{- if .Values.on }}
      - image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        command: ["/bin/sh", "-c", "exec shop --name={{ .Release.Name }}"]
      {{- end }}
`, `chart/templates/deployment.yaml:9: Deployment of "example.com/shop" called ""
  chart/templates/deployment.yaml:10: command (0): ["/bin/sh" "-c" "exec shop --name=TEMPLATEDXXXXXXXXXX"]
`},
		"workflow": {`-- .github/workflows/ci.yml --
jobs:
  image:
    steps:
    - uses: docker/build-push-action@v6
      with:
        context: svc
        file: svc/prod.Dockerfile
        tags: |
          ghcr.io/acme/svc:latest
          ghcr.io/acme/svc:1
    - run: docker build -t tool tools
    - working-directory: web
      run: |
        echo
        docker buildx build --target test -f Dockerfile.ci .
        docker run --rm -u 0 tool sh -c 'ls'
`, `.github/workflows/ci.yml:6: docker/build-push-action builds svc/prod.Dockerfile in svc, as ghcr.io/acme/svc ghcr.io/acme/svc
.github/workflows/ci.yml:11: docker build builds tools/Dockerfile in tools, as tool
.github/workflows/ci.yml:15: docker build builds web/Dockerfile.ci in web, stage test
.github/workflows/ci.yml:16: docker run of "tool" called ""
  .github/workflows/ci.yml:16: docker run (1): ["sh" "-c" "ls"]
  .github/workflows/ci.yml:16: --user (4): ["0"]
`},
		"other files": {`-- docker-bake.hcl --
variable "TAG" { default = "x" }
target "base" { context = "svc" }
target "api" {
  inherits = ["base"]
  dockerfile = "api.Dockerfile"
  target = "release"
  tags = ["acme/api:1"]
}
-- skaffold.yaml --
build:
  artifacts:
  - image: gcr.io/acme/web
    context: web
    docker: {dockerfile: build/Dockerfile}
    sync:
      manual:
      - {src: '*.js', dest: .}
      hooks:
        before:
        - host: {command: [echo, here]}
        after:
        - container:
            command: [sh, -c, kill -HUP 1]
profiles:
- name: dev
  build:
    artifacts:
    - image: api
      context: api
      sync: {infer: ['**/*.py']}
-- .devcontainer/devcontainer.json --
{
	// my workplace
	"build": { "dockerfile": "../Dockerfile", "context": ".." },
}
-- .gitlab-ci.yml --
image:
  script:
  - docker build . -t x --target=prod
-- Makefile --
sh:
	@docker compose exec web \
	  bash
-- run.sh --
#!/bin/sh
cd /x
sudo docker exec -it -u 1 shop sh
kubectl exec -it deploy/shop -- bash -l
`, `.devcontainer/devcontainer.json:3: dev container builds Dockerfile in .
.gitlab-ci.yml:3: docker build builds Dockerfile in ., stage prod, as x
docker-bake.hcl:2: target "base" builds svc/Dockerfile in svc
docker-bake.hcl:3: target "api" builds svc/api.Dockerfile in svc, stage release, as acme/api
skaffold.yaml:3: artifact "gcr.io/acme/web" builds web/build/Dockerfile in web, as gcr.io/acme/web
skaffold.yaml:19: artifact "api" builds api/Dockerfile in api, as api
.devcontainer/devcontainer.json:3: dev container of "" called ""
  .devcontainer/devcontainer.json:3: devcontainer (5): ["/bin/sh" "-c" ""]
Makefile:2: docker compose exec of "" called "web"
  Makefile:2: docker compose exec (3): ["bash"]
run.sh:3: docker exec of "" called "shop"
  run.sh:3: docker exec (3): ["sh"]
run.sh:4: kubectl exec of "" called "shop"
  run.sh:4: kubectl exec (3): ["bash" "-l"]
skaffold.yaml:7: artifact "gcr.io/acme/web" of "" called ""
  skaffold.yaml:7: sync (3): ["tar" "xmf" "-"]
  skaffold.yaml:14: sync hook (3): ["sh" "-c" "kill -HUP 1"]
skaffold.yaml:21: artifact "api" of "" called ""
  skaffold.yaml:21: sync (3): ["tar" "xmf" "-"]
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := told(Read(tree(t, test.files), func(string) bool { return false }))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
