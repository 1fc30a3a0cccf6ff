// Package windowtest runs programs in a real window for tests: an X server without a screen (Xvfb), a window manager
// and, where asked, a Chinese input method (fcitx5) with pinyin. Keys and clicks are real X events, so that GLFW's
// paths are tested, which Fyne's own test driver leaves out. It works as root in a bare container; everything it
// writes is in the test's temporary folder, and every process it starts is ended by its id when the test ends.
package windowtest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Options says what a display offers.
type Options struct {
	Width, Height int      // pixels; 0 for 1366 by 768, the commonest screen in villages
	InputMethod   bool     // run fcitx5 with pinyin
	Phrases       []string // texts that the input method knows, for Write
	Env           []string // more of the environment of programs, NAME=value
}

// Display is an X server for one test.
type Display struct {
	tb   testing.TB
	name string // ":7"
	dir  string // home of everything that runs on it
	env  []string
	// codes is what to type for each phrase that the input method was taught.
	codes map[string]string
}

// patience bounds each wait; a slow machine building beside the tests needs much of it.
const patience = 30 * time.Second

// needs lists the programs and the Debian package that has each.
var needs = [][2]string{
	{"Xvfb", "xvfb"}, {"openbox", "openbox"}, {"xdotool", "xdotool"}, {"import", "imagemagick"},
	{"xwininfo", "x11-utils"}, {"xprop", "x11-utils"}, {"dbus-daemon", "dbus-daemon"},
}

var needsForInput = [][2]string{{"fcitx5", "fcitx5 fcitx5-chinese-addons"}, {"fcitx5-remote", "fcitx5"}}

// StartDisplay starts a display. The test is skipped with -short, and fails when a program is missing.
func StartDisplay(tb testing.TB, o Options) *Display {
	tb.Helper()
	if testing.Short() {
		tb.Skip("window tests do not run with -short")
	}
	require(tb, needs)
	if o.Width == 0 || o.Height == 0 {
		o.Width, o.Height = 1366, 768
	}
	d := &Display{tb: tb, dir: tb.TempDir()}
	d.startServer(o)
	d.env = append(d.environment(), o.Env...)
	d.startBus()
	d.start("openbox", "--sm-disable")
	d.WaitFor("the window manager", func() bool {
		return strings.Contains(d.try("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "window id")
	})
	if o.InputMethod {
		require(tb, needsForInput)
		d.startInputMethod(o.Phrases)
	}
	return d
}

// require fails the test with the packages to install when programs are missing.
func require(tb testing.TB, programs [][2]string) {
	tb.Helper()
	var packages []string
	for _, p := range programs {
		if _, err := exec.LookPath(p[0]); err != nil {
			packages = append(packages, p[1])
		}
	}
	if len(packages) > 0 {
		tb.Fatalf("window tests need programs that are missing: apt-get install %s (or run with -short)", strings.Join(packages, " "))
	}
}

// startServer starts Xvfb on a display number that it finds free itself.
func (d *Display) startServer(o Options) {
	d.tb.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		d.tb.Fatal(err)
	}
	defer read.Close()
	screen := fmt.Sprintf("%dx%dx24", o.Width, o.Height)
	// Without -noreset the server starts anew when its last client goes, and refuses the one that comes just then.
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-ac", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	d.run(cmd)
	write.Close()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		d.tb.Fatalf("Xvfb found no display: %v", err)
	}
	d.name = ":" + strings.TrimSpace(line)
}

// environment is what programs on the display see. Nothing of the user's own desktop is in it.
func (d *Display) environment() []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "DISPLAY=" + d.name, "LC_ALL=C.UTF-8", "LANG=C.UTF-8",
		"XMODIFIERS=@im=fcitx", "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1",
	}
	for name, folder := range map[string]string{
		"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
		"XDG_DATA_HOME": "share", "XDG_RUNTIME_DIR": "run", "TMPDIR": "tmp",
	} {
		path := filepath.Join(d.dir, folder)
		if err := os.MkdirAll(path, 0o700); err != nil {
			d.tb.Fatal(err)
		}
		env = append(env, name+"="+path)
	}
	return env
}

// busConfig is a session bus that starts no services of its own, as desktops' buses do.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// startBus starts the session bus that fcitx5 needs.
func (d *Display) startBus() {
	d.tb.Helper()
	config := filepath.Join(d.dir, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(d.dir, "run")), 0o600); err != nil {
		d.tb.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		d.tb.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=3")
	cmd.ExtraFiles = []*os.File{write}
	cmd.Env = d.env
	d.run(cmd)
	write.Close()
	address, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		d.tb.Fatalf("no session bus: %v", err)
	}
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
}

// Start runs a program on the display until the test ends and returns it; what it prints is shown if the test fails.
func (d *Display) Start(name string, args ...string) *exec.Cmd {
	d.tb.Helper()
	return d.start(name, args...)
}

func (d *Display) start(name string, args ...string) *exec.Cmd {
	d.tb.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	cmd.Dir = d.dir
	d.run(cmd)
	return cmd
}

// run starts the command and ends it with the test.
func (d *Display) run(cmd *exec.Cmd) {
	d.tb.Helper()
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		d.tb.Fatalf("start %s: %v", cmd.Path, err)
	}
	d.tb.Cleanup(func() {
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			d.tb.Errorf("end %s: %v", cmd.Path, err)
		}
		_ = cmd.Wait() // it was killed
		if d.tb.Failed() && output.Len() > 0 {
			d.tb.Logf("%s printed:\n%s", filepath.Base(cmd.Path), tail(output.String()))
		}
	})
}

// tail is the end of a long text.
func tail(s string) string {
	const most = 4000
	if len(s) > most {
		return "..." + s[len(s)-most:]
	}
	return s
}

// command runs a short program on the display and returns what it printed; an error fails the test.
func (d *Display) command(name string, args ...string) string {
	d.tb.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.tb.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// try is command for a program that may find nothing.
func (d *Display) try(name string, args ...string) string {
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	out, _ := cmd.Output()
	return string(out)
}

// WaitFor waits until the condition holds and fails the test when it does not in time; what names it in the message.
func (d *Display) WaitFor(what string, condition func() bool) {
	d.tb.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if condition() {
			return
		}
	}
	d.tb.Fatalf("waited %v in vain for %s", patience, what)
}
