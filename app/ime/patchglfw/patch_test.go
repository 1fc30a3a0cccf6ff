package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a file below dir.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o444); err != nil { // read-only, as the module cache keeps it
		t.Fatal(err)
	}
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// source is a module with nothing but the anchors.
func source(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "glfw@v1.2.3")
	var text strings.Builder
	for _, in := range insertions {
		text.WriteString("before\n" + in.anchor + "after\n")
	}
	write(t, dir, insertions[0].file, text.String())
	write(t, dir, "window.go", "package glfw\n")
	return dir
}

func TestCopyPatched(t *testing.T) {
	src, dst := source(t), filepath.Join(t.TempDir(), "copy")
	if err := copyPatched(src, dst); err != nil {
		t.Fatal(err)
	}
	got := read(t, dst, insertions[0].file)
	for _, in := range insertions {
		if !strings.Contains(got, "before\n"+in.text+in.anchor+"after\n") {
			t.Errorf("the insertion before %q is not in its place", in.anchor)
		}
	}
	if read(t, dst, "window.go") != "package glfw\n" {
		t.Error("another file changed")
	}
	if !strings.Contains(read(t, dst, addedFile), "func SetX11InputSpot") {
		t.Error("the Go side is missing")
	}
}

func TestCopyPatched_OnlyOnce(t *testing.T) {
	src, dst := source(t), filepath.Join(t.TempDir(), "copy")
	if err := copyPatched(src, dst); err != nil {
		t.Fatal(err)
	}
	write(t, dst, "mark", "still here")
	if err := copyPatched(src, dst); err != nil {
		t.Fatal(err)
	}
	read(t, dst, "mark")
	// Another version, or an interrupted copy, is made anew.
	if err := os.Remove(filepath.Join(dst, addedFile)); err != nil {
		t.Fatal(err)
	}
	if err := copyPatched(src, dst); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dst, "mark")); err == nil {
		t.Error("an incomplete copy was kept")
	}
}

func TestCopyPatched_AnchorMustOccurOnce(t *testing.T) {
	for name, text := range map[string]string{
		"gone":  "nothing known here\n",
		"twice": insertions[0].anchor + insertions[0].anchor + insertions[1].anchor,
	} {
		t.Run(name, func(t *testing.T) {
			src := filepath.Join(t.TempDir(), "glfw@v2")
			write(t, src, insertions[0].file, text)
			dst := filepath.Join(t.TempDir(), "copy")
			err := copyPatched(src, dst)
			if err == nil || !strings.Contains(err.Error(), insertions[0].file) {
				t.Errorf("error %v, want one that names the file", err)
			}
			if _, err := os.Stat(filepath.Join(dst, addedFile)); err == nil {
				t.Error("a half patched copy counts as done")
			}
		})
	}
}

func TestAdded_ChangesWithTheVersion(t *testing.T) {
	if string(added("/a/glfw@v1")) == string(added("/a/glfw@v2")) {
		t.Error("the build cache would not see another version")
	}
}

func TestWriteModFiles(t *testing.T) {
	root := t.TempDir()
	write(t, root, "go.mod", "module woshou\n\ngo 1.26.0\n")
	write(t, root, "go.sum", "sum\n")
	dir := filepath.Join(root, ".build")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := writeModFiles(root, dir, "./.build/glfw"); err != nil {
		t.Fatal(err)
	}
	want := "module woshou\n\ngo 1.26.0\nreplace " + module + " => ./.build/glfw\n"
	if got := read(t, dir, "go.mod"); got != want {
		t.Errorf("go.mod is %q, want %q", got, want)
	}
	if got := read(t, dir, "go.sum"); got != "sum\n" {
		t.Errorf("go.sum is %q", got)
	}
}

func TestRun_FolderOutsideTheModule(t *testing.T) {
	if err := run("../../..", "/somewhere"); err == nil {
		t.Error("an absolute folder must be refused: the replacement would not be portable")
	}
}

// The GLFW that go.mod names must still have the anchors; this fails first when Fyne brings a newer one.
func TestInsertions_FitTheGLFWInUse(t *testing.T) {
	src, err := moduleDir("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := copyPatched(src, filepath.Join(t.TempDir(), "glfw")); err != nil {
		t.Fatal(err)
	}
}
