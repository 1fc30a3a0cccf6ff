// Package graphics finds out whether this computer can show the desk before the desk tries. Without OpenGL 2.1 Fyne
// ends silently on Linux, and without a display it panics; so the program first starts itself as a child that only
// opens a hidden window. Only main imports this package: it needs cgo, which the rest of the desk does not.
package graphics

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// ProbeFlag is the argument that makes the program the child: main calls Probe when it is the first argument.
const ProbeFlag = "--probe-graphics"

// Ways in which a computer cannot show a window.
var (
	// ErrNoDisplay means that there is no desktop to show a window on.
	ErrNoDisplay = errors.New("no display")
	// ErrNoOpenGL means that the desktop has no OpenGL 2.1.
	ErrNoOpenGL = errors.New("no OpenGL 2.1")
)

// Exit codes of the child.
const (
	codeFine = iota
	codeOther
	codeNoDisplay
	codeNoOpenGL
)

// probeTime bounds the child: software OpenGL on an old computer takes a second or two.
const probeTime = 15 * time.Second

// software makes Mesa on Linux draw with the processor.
const software = "LIBGL_ALWAYS_SOFTWARE"

// Probe is the child: it opens a hidden window with OpenGL 2.1 and returns the exit code for the parent.
func Probe() int {
	runtime.LockOSThread()
	if err := glfw.Init(); err != nil {
		return codeNoDisplay
	}
	defer glfw.Terminate()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
	w, err := glfw.CreateWindow(64, 64, "", nil, nil)
	if err != nil {
		return codeNoOpenGL
	}
	w.MakeContextCurrent()
	w.Destroy()
	return codeFine
}

// Check starts the child. On Linux, when the graphics driver fails, it tries once more with Mesa's software drawing
// and, if that works, leaves it switched on for this program. The error is ErrNoDisplay or ErrNoOpenGL; anything else
// that goes wrong with the child itself is no reason not to try the window.
func Check() error {
	exe, err := os.Executable()
	if err != nil {
		return nil
	}
	return check(func() error { return child(exe) })
}

// check is Check with any child.
func check(try func() error) error {
	err := try()
	if !errors.Is(err, ErrNoOpenGL) || runtime.GOOS == "windows" || os.Getenv(software) != "" {
		return err
	}
	if err := os.Setenv(software, "1"); err != nil {
		return fmt.Errorf("%w: %w", ErrNoOpenGL, err)
	}
	return try()
}

// child runs the probe and reads its exit code.
func child(exe string) error {
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	err := exec.CommandContext(ctx, exe, ProbeFlag).Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return nil
	}
	switch exit.ExitCode() {
	case codeNoDisplay:
		return ErrNoDisplay
	case codeNoOpenGL:
		return ErrNoOpenGL
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the driver does not answer", ErrNoOpenGL)
	}
	if strings.HasPrefix(exit.String(), "signal:") {
		return fmt.Errorf("%w: the driver crashed", ErrNoOpenGL)
	}
	return nil
}
