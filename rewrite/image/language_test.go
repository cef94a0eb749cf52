package image_test

import "testing"

// Each way of bringing a language into an image that has none, or another one.
func TestLanguage(t *testing.T) {
	tests := []struct{ name, text, language, program, version, by, prefix string }{
		{"base", "FROM python:3.12\n", "python", "python", "3.12", "base", "/usr/local"},
		{"apt", "FROM debian:bookworm\nRUN apt-get update && apt-get install -y python3 python3-pip\n", "python", "python3", "3.11", "apt", "/usr"},
		{"apk", "FROM alpine:3.19\nRUN apk add --no-cache nodejs npm\n", "node", "node", "20", "apk", "/usr"},
		{"dnf", "FROM rockylinux:9\nRUN dnf install -y java-17-openjdk-headless\n", "java", "java", "17", "dnf", "/usr/lib/jvm"},
		{"parent stage", "FROM ubuntu:22.04 AS base\nRUN apt-get install -y python3\nFROM base\n", "python", "python3", "3.10", "apt", "/usr"},
		{"removed again", "FROM alpine:3.19\nRUN apk add --virtual .build python3 make && apk del .build\n", "python", "python3", "", "", ""},
		{"version in the program", "FROM ubuntu:22.04\nRUN apt-get install -y python3.12 python3\n", "python", "python3.12", "3.12", "apt", "/usr"},
		{"nodesource", "FROM debian:12\nARG MAJOR=20\nRUN curl -fsSL https://deb.nodesource.com/setup_$MAJOR.x | bash - && apt-get install -y nodejs\n", "node", "node", "20", "repository", "/usr"},
		{"nodesource key", "FROM debian:12\nENV MAJOR=18\nRUN echo \"deb https://deb.nodesource.com/node_$MAJOR.x nodistro main\" > /etc/apt/sources.list.d/n.list\nRUN apt-get install -y nodejs\n", "node", "node", "18", "repository", "/usr"},
		{"tar in a pipe", "FROM debian:12\nRUN curl -sL https://go.dev/dl/go1.22.1.linux-amd64.tar.gz | tar -C /usr/local -xz\n", "go", "go", "1.22.1", "download", "/usr/local/go"},
		{"tar with strip", "FROM ubuntu:22.04\nRUN curl -sLO https://nodejs.org/dist/v20.1.0/node-v20.1.0-linux-x64.tar.xz\nRUN tar -xJf node-v20.1.0-linux-x64.tar.xz -C /usr/local --strip-components=1\n", "node", "node", "20.1.0", "download", "/usr/local"},
		{"ADD", "FROM ubuntu:22.04\nADD https://go.dev/dl/go1.21.5.linux-amd64.tar.gz /tmp/go.tgz\nRUN tar -C /usr/local -xzf /tmp/go.tgz\n", "go", "go", "1.21.5", "download", "/usr/local/go"},
		{"make install", "FROM debian:12\nRUN wget https://www.python.org/ftp/python/3.9.18/Python-3.9.18.tgz && tar xf Python-3.9.18.tgz && cd Python-3.9.18 && ./configure --prefix=/opt/py && make altinstall\n", "python", "python3.9", "3.9.18", "download", "/opt/py"},
		{"nvm", "FROM ubuntu:22.04\nENV V=18.19.0\nRUN . ~/.nvm/nvm.sh && nvm install $V\n", "node", "node", "18.19.0", "manager", "/root/.nvm"},
		{"COPY of a program", "FROM debian:12\nCOPY --from=node:20 /usr/local/bin/node /usr/bin/node\n", "node", "node", "20", "image", "/usr"},
		{"COPY of a tree", "FROM debian:12\nCOPY --from=eclipse-temurin:17 /opt/java/openjdk /opt/jdk\n", "java", "java", "17", "image", "/opt/jdk"},
		{"COPY from a stage", "FROM golang:1.22 AS go\nFROM debian:12\nCOPY --from=go /usr/local/go/ /usr/local/go/\n", "go", "go", "1.22", "image", "/usr/local/go"},
		{"COPY of packages alone", "FROM python:3.11 AS build\nFROM debian:12\nCOPY --from=build /usr/local/lib/python3.11/site-packages /x\n", "python", "python", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := interpret(t, tt.text, nil).Language(tt.language, tt.program)
			if l.Version != tt.version || l.By != tt.by || l.Prefix != tt.prefix {
				t.Errorf("%s %q by %q at %q; want %q by %q at %q", l.Language, l.Version, l.By, l.Prefix, tt.version, tt.by, tt.prefix)
			}
		})
	}
}
