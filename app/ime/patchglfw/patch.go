package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// An insertion puts text in front of an anchor, which must occur exactly once in the file.
type insertion struct {
	file, anchor, text string
}

// insertions are all changes to GLFW's own files.
var insertions = []insertion{
	// A key press that the input method took is not a key press for the program. If the input method does not want
	// it after all, it sends the event again and XFilterEvent lets that one through.
	{
		file:   "glfw/src/x11_window.c",
		anchor: "                // HACK: Do not report the key press events duplicated by XIM\n",
		text: "                // Woshou: the input method is composing with this key\n" +
			"                if (filtered)\n" +
			"                    return;\n\n",
	},
	// GLFW loads libX11 at run time and keeps no pointer to these two functions.
	{
		file:   "glfw/src/x11_window.c",
		anchor: "void _glfwCreateInputContextX11(_GLFWwindow* window)\n",
		text: `// Woshou: tells the input method where the caret is, in pixels of the window
//
void woshouSetInputSpot(unsigned long handle, int x, int y)
{
    static char* (*setICValues)(XIC, ...);
    static XVaNestedList (*createNestedList)(int, ...);

    if (!setICValues)
    {
        setICValues = (char* (*)(XIC, ...))
            _glfwPlatformGetModuleSymbol(_glfw.x11.xlib.handle, "XSetICValues");
        createNestedList = (XVaNestedList (*)(int, ...))
            _glfwPlatformGetModuleSymbol(_glfw.x11.xlib.handle, "XVaCreateNestedList");
    }

    if (!setICValues || !createNestedList)
        return;

    for (_GLFWwindow* window = _glfw.windowListHead;  window;  window = window->next)
    {
        if (window->x11.handle != handle || !window->x11.ic)
            continue;

        XPoint spot = { (short) x, (short) y };
        XVaNestedList list = createNestedList(0, XNSpotLocation, &spot, NULL);
        setICValues(window->x11.ic, XNPreeditAttributes, list, NULL);
        XFree(list);
    }
}

`,
	},
}

// addedFile is the Go side of woshouSetInputSpot. The sum in it changes with every change of ours, because the build
// cache does not look into C files that other files include.
const addedFile = "inputspot_x11.go"

const addedText = `//go:build linux && x11

package glfw

// void woshouSetInputSpot(unsigned long handle, int x, int y);
import "C"

// patchSum identifies the changes in this copy.
const patchSum = "%x"

// SetX11InputSpot tells the input method where the caret of the X11 window is, in pixels from its top left corner.
func SetX11InputSpot(window uintptr, x, y int) {
	_ = patchSum
	C.woshouSetInputSpot(C.ulong(window), C.int(x), C.int(y))
}
`

// added returns the text of addedFile for a copy of the module folder src.
func added(src string) []byte {
	h := sha256.New()
	fmt.Fprint(h, filepath.Base(src), addedText)
	for _, in := range insertions {
		fmt.Fprint(h, in.file, in.anchor, in.text)
	}
	return fmt.Appendf(nil, addedText, h.Sum(nil))
}

// copyPatched makes dst a patched copy of the module folder src, unless it is that already. The added file is written
// last, so that a copy that was interrupted is made again.
func copyPatched(src, dst string) error {
	mark := filepath.Join(dst, addedFile)
	want := added(src)
	if have, err := os.ReadFile(mark); err == nil && bytes.Equal(have, want) {
		return nil
	}
	if err := os.RemoveAll(dst); err != nil {
		return fmt.Errorf("clear %s: %w", dst, err)
	}
	if err := copyTree(src, dst); err != nil {
		return err
	}
	for _, in := range insertions {
		if err := in.apply(dst); err != nil {
			return err
		}
	}
	return writeFile(mark, want)
}

// apply changes the file below dir.
func (in insertion) apply(dir string) error {
	path := filepath.Join(dir, filepath.FromSlash(in.file))
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("patch: %w", err)
	}
	if n := strings.Count(string(text), in.anchor); n != 1 {
		return fmt.Errorf("patch %s: anchor %q occurs %d times, not once: this GLFW is too different, look at the change by hand",
			in.file, strings.TrimSpace(in.anchor), n)
	}
	return writeFile(path, []byte(strings.Replace(string(text), in.anchor, in.text+in.anchor, 1)))
}

// copyTree copies the files of src, which the module cache keeps read-only, as writable files.
func copyTree(src, dst string) error {
	return filepath.WalkDir(src, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dst, rel)
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return writeFile(to, text)
	})
}

// writeModFiles writes dir/go.mod, which is root's with the replacement, and dir/go.sum.
func writeModFiles(root, dir, replacement string) error {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%s\nreplace %s => %s\n", bytes.TrimRight(mod, "\n"), module, replacement)
	if err := writeFile(filepath.Join(dir, "go.mod"), []byte(text)); err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, "go.sum"), sum)
}

// writeFile leaves a file alone that has the text already, so that builds see no change.
func writeFile(path string, text []byte) error {
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, text) {
		return nil
	}
	return os.WriteFile(path, text, 0o644)
}
