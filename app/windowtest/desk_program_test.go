package windowtest

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program is the desk itself, running on a display with a folder of its own.
type program struct {
	*Display
	t   *testing.T
	dir string
	cmd *exec.Cmd
	// shots is where people find pictures of the screens, "" for nowhere.
	shots string
	words *reader // of what the screen shows
	last  string  // what was done last, for the message when the next step fails
}

// The screens as the log numbers them.
const (
	screenSetup     = 0
	screenUnlock    = 1
	screenToday     = 2
	screenLedger    = 3
	screenCase      = 4
	screenIntake    = 5
	screenParty     = 6
	screenSession   = 7
	screenAgreement = 8
	screenPreview   = 9
	screenTotals    = 10
	screenSync      = 11
	screenSettings  = 12
)

// openProgram starts the desk on an empty folder and waits for its first screen.
func openProgram(t *testing.T, o Options) *program {
	t.Helper()
	binary := Build(t, ".")
	p := &program{Display: StartDisplay(t, o), t: t, dir: filepath.Join(t.TempDir(), "desk")}
	if folder := os.Getenv("WOSHOU_SHOTS"); folder != "" {
		p.shots = filepath.Join(folder, t.Name())
		if err := os.MkdirAll(p.shots, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p.cmd = p.Start(binary, "-dir", p.dir)
	t.Cleanup(func() {
		if t.Failed() {
			p.shot("failed")
			t.Logf("after %s; the log:\n%s", p.last, tail(p.log()))
		}
	})
	p.WaitWindow("握手言和")
	p.onScreen(screenSetup, 1)
	return p
}

// log is what the program logged.
func (p *program) log() string {
	text, err := os.ReadFile(filepath.Join(p.dir, "woshou.log"))
	if err != nil {
		return ""
	}
	return string(text)
}

// screens counts how often a screen was opened, saves how often something was saved.
func (p *program) screens(page int) int {
	return strings.Count(p.log(), fmt.Sprintf("msg=screen page=%d\n", page))
}

func (p *program) saves() int { return strings.Count(p.log(), "msg=saved\n") }

// onScreen waits until a screen was opened so many times.
func (p *program) onScreen(page, times int) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf("screen %d", page), func() bool { return p.screens(page) >= times })
}

// shot takes a picture for people, if they want one.
func (p *program) shot(name string) {
	if p.shots != "" {
		p.settled()
		p.Screenshot(filepath.Join(p.shots, name+".png"))
	}
}

// picture is what the screen shows, in shades of grey.
func (p *program) picture() *image.Gray {
	p.t.Helper()
	raw := p.command("import", "-window", "root", "-depth", "8", "ppm:-")
	var width, height int
	if _, err := fmt.Sscanf(raw, "P6\n%d %d\n255\n", &width, &height); err != nil || len(raw) < 3*width*height {
		p.t.Fatalf("no picture of the screen in %d bytes: %v", len(raw), err)
	}
	colours := raw[len(raw)-3*width*height:]
	flat := image.NewGray(image.Rect(0, 0, width, height))
	for i := range flat.Pix {
		flat.Pix[i] = uint8((30*int(colours[3*i]) + 59*int(colours[3*i+1]) + 11*int(colours[3*i+2])) / 100)
	}
	return flat
}

// settled waits until the screen shows the same twice and returns it.
func (p *program) settled() *image.Gray {
	p.t.Helper()
	before := p.picture()
	p.WaitFor("the picture to settle", func() bool {
		now := p.picture()
		same := bytes.Equal(now.Pix, before.Pix)
		before = now
		return same
	})
	return before
}

// quit closes the window as a person does and waits for the program to end.
func (p *program) quit() {
	p.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	p.Key("alt+F4")
	var err error
	p.WaitFor("the program to end", func() bool {
		select {
		case err = <-ended:
			return true
		default:
			return false
		}
	})
	if err != nil {
		p.t.Errorf("the program ended badly: %v", err)
	}
	p.unharmed()
}

// unharmed checks that nothing went wrong behind the screens.
func (p *program) unharmed() {
	p.t.Helper()
	for line := range strings.Lines(p.log()) {
		if strings.Contains(line, "level=WARN") || strings.Contains(line, "level=ERROR") {
			p.t.Errorf("logged: %s", line)
		}
	}
	if crash, err := os.ReadFile(filepath.Join(p.dir, "crash.txt")); err == nil && len(crash) > 0 {
		p.t.Errorf("crashed:\n%s", tail(string(crash)))
	}
}
