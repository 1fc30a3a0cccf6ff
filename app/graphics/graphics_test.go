package graphics

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestMain makes the test program the child when it is started as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ProbeFlag {
		os.Exit(Probe())
	}
	os.Exit(m.Run())
}

func TestCheck_NoDisplay(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows always has a display")
	}
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if err := Check(); !errors.Is(err, ErrNoDisplay) {
		t.Errorf("without a display: %v, want ErrNoDisplay", err)
	}
}

// In a real X server the software driver works; a server without GLX stands for an old graphics card.
func TestCheck_XServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an X server")
	}
	tests := []struct {
		name string
		args []string
		want error
	}{
		{"with OpenGL", nil, nil},
		{"without OpenGL", []string{"-extension", "GLX"}, ErrNoOpenGL},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("DISPLAY", startServer(t, tt.args...))
			if err := Check(); !errors.Is(err, tt.want) {
				t.Errorf("Check: %v, want %v", err, tt.want)
			}
		})
	}
}

// startServer starts Xvfb until the test ends and returns its display.
func startServer(t *testing.T, args ...string) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-nolisten", "tcp", "-ac"}, args...)...)
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: apt-get install xvfb (or run with -short)", err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb found no display: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

func TestCheck_TriesSoftware(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("software drawing is a file there, not a setting")
	}
	t.Setenv(software, "")
	calls := 0
	err := check(func() error {
		calls++
		if os.Getenv(software) == "" {
			return ErrNoOpenGL
		}
		return nil
	})
	if err != nil || calls != 2 || os.Getenv(software) != "1" {
		t.Errorf("check: %v after %d tries with %s=%q, want success at the second with 1", err, calls, software, os.Getenv(software))
	}
}

func TestCheck_NoSecondTryWithoutDisplay(t *testing.T) {
	t.Setenv(software, "")
	calls := 0
	if err := check(func() error { calls++; return ErrNoDisplay }); !errors.Is(err, ErrNoDisplay) || calls != 1 {
		t.Errorf("check: %v after %d tries, want ErrNoDisplay after 1", err, calls)
	}
}

func TestHelp(t *testing.T) {
	for _, err := range []error{ErrNoDisplay, ErrNoOpenGL} {
		title, text := Help(err)
		if title == "" || !strings.Contains(text, "请") && !strings.Contains(text, "办法") {
			t.Errorf("%v: help %q, %q does not say what to do", err, title, text)
		}
	}
}
