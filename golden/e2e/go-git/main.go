// Command history makes a repository and shows what git knows of it.
package main

import (
	"log"
	"net/http"
	"os"
	"os/exec"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		dir, err := os.MkdirTemp("", "history")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer os.RemoveAll(dir)
		for _, args := range [][]string{
			{"init", "--quiet", "--initial-branch=main"},
			{"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty", "-m", "first"},
			{"log", "--format=%s by %an"},
		} {
			cmd := exec.Command("git", args...)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			if err != nil {
				http.Error(w, string(out)+err.Error(), http.StatusInternalServerError)
				return
			}
			w.Write(out)
		}
	})
	log.Fatal(http.ListenAndServe(":8086", nil))
}
