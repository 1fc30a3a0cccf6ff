// Command patchglfw prepares the build that makes Chinese input safe on X11.
//
// GLFW reports the keys that an input method swallowed as if they had been typed (BackSpace while composing deletes
// saved text, Enter submits the form) and never tells the input method where the caret is. Both can only be cured in
// GLFW's own C source, and -overlay does not reach C files that cgo includes. So this program copies the GLFW module
// that go.mod names from the module cache, inserts our lines at checked anchors, and writes a second go.mod that
// replaces the module by the copy:
//
//	go run ./app/ime/patchglfw
//	go build -modfile=.build/go.mod -tags ime,...
//
// It stops when an anchor is gone, which happens when a newer GLFW changed the code around it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

// module is the import path that Fyne uses for GLFW.
const module = "github.com/go-gl/glfw/v3.4/glfw"

func main() {
	log.SetFlags(0)
	log.SetPrefix("patchglfw: ")
	out := flag.String("out", ".build", "folder for the patched copy and the second go.mod, inside the module")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("unexpected argument %q", flag.Arg(0))
	}
	if err := run(".", *out); err != nil {
		log.Fatal(err)
	}
}

// run patches for the module whose root folder is root, into root/out. It does nothing that is done already.
func run(root, out string) error {
	src, err := moduleDir(root)
	if err != nil {
		return err
	}
	if filepath.IsAbs(out) {
		return fmt.Errorf("-out %s: must be relative to the module", out)
	}
	dir := filepath.Join(root, out)
	if err := copyPatched(src, filepath.Join(dir, "glfw")); err != nil {
		return err
	}
	return writeModFiles(root, dir, "./"+filepath.ToSlash(filepath.Join(out, "glfw")))
}

// moduleDir asks the go command for the folder of the GLFW version in go.mod, downloading it when it is missing.
func moduleDir(root string) (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", module)
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	answer, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w", module, err)
	}
	var found struct{ Dir string }
	if err := json.Unmarshal(answer, &found); err != nil {
		return "", fmt.Errorf("read answer of go mod download: %w", err)
	}
	if found.Dir == "" {
		return "", fmt.Errorf("go mod download %s: no folder named", module)
	}
	return found.Dir, nil
}
