package project

import (
	"slices"
	"strings"
)

// rubyWriting maps calls that write their first argument to whether that is a directory.
var rubyWriting = map[string]bool{
	"File.write": false, "File.binwrite": false, "IO.write": false, "Logger.new": false, "Database.new": false, "PStore.new": false,
	"FileUtils.mkdir_p": true, "FileUtils.mkdir": true, "FileUtils.makedirs": true, "FileUtils.touch": false, "Dir.mkdir": true,
}

// RubyWriteCalls finds what the application's own sources write, at or below a path of
// the context.
func RubyWriteCalls(c *Context, p string) []WriteCall {
	return sourcesBelow(c, p, rubyWrites, ".rb", ".ru")
}

func rubyWrites(file, text string) []WriteCall {
	var out []WriteCall
	tokens := rubyTokens(text)
	at := func(i int) rubyToken {
		if i >= 0 && i < len(tokens) {
			return tokens[i]
		}
		return rubyToken{}
	}
	for i, t := range tokens {
		argument := i + 1
		if at(argument).text == "(" {
			argument++
		}
		if t.kind != 'n' || at(i-1).text != "." || at(argument).kind != 's' || strings.Contains(at(argument).text, "#{") || at(argument).text == "" {
			continue
		}
		name := at(i-2).text + "." + t.text
		dir, known := rubyWriting[name]
		if name == "File.open" {
			known = at(argument+1).text == "," && at(argument+2).kind == 's' && strings.ContainsAny(at(argument+2).text, "wa+")
		}
		if known && !slices.Contains([]string{":memory:", "STDOUT"}, at(argument).text) {
			out = append(out, WriteCall{File: file, Line: t.line, Path: at(argument).text, Dir: dir})
		}
	}
	return out
}
