package windowtest

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Tags are the build tags of programs under test: those we ship, but for migrated_fynedo, which would remove Fyne's
// checks that widgets are used from the window's goroutine only.
const Tags = "ime,x11,no_emoji,no_animations"

// built remembers what this run of the tests has built.
var built = struct {
	sync.Mutex
	programs map[string]bool
}{programs: map[string]bool{}}

// Build builds a program of this module, such as ./app/widget/gallery, the way it is shipped: with the patched GLFW.
// It returns the path of the program, which stays for the next test.
func Build(tb testing.TB, path string) string {
	tb.Helper()
	if testing.Short() {
		tb.Skip("window tests do not run with -short")
	}
	root := filepath.Dir(strings.TrimSpace(run(tb, "", "go", "env", "GOMOD")))
	watch(tb, root)
	run(tb, root, "go", "run", "./app/ime/patchglfw")
	program := filepath.Join(root, ".build", filepath.Base(filepath.Join(root, path))+"-under-test")
	built.Lock()
	defer built.Unlock()
	if !built.programs[program] {
		run(tb, root, "go", "build", "-modfile=.build/go.mod", "-tags", Tags, "-o", program, path)
		built.programs[program] = true
	}
	return program
}

// watch looks at all that a program is built from, because go test remembers what a test looked at: without it, go test
// would show the old result for a new program.
func watch(tb testing.TB, root string) {
	tb.Helper()
	for _, part := range []string{"app", "assets", "data", "pdf", "sync", "main.go", "go.mod"} {
		err := filepath.WalkDir(filepath.Join(root, part), func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// run runs a command in a folder and returns what it printed.
func run(tb testing.TB, dir, name string, args ...string) string {
	tb.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		var detail []byte
		if exit, ok := err.(*exec.ExitError); ok {
			detail = exit.Stderr
		}
		tb.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, detail)
	}
	return string(out)
}
