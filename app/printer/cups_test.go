//go:build !windows

package printer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/app/windowtest"
	"woshou/pdf"
)

// page is a paper of one page.
func page(t *testing.T) []byte {
	t.Helper()
	fonts, err := pdf.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	doc := &pdf.Document{Title: "纸", Pages: 1, Boxes: []pdf.Box{{Page: 1, X: 30, Y: 40, Text: "协议", Style: pdf.Style{Role: pdf.Body, Size: 16}}}}
	if err := pdf.Render(&b, fonts, doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// long is more time than a test needs.
func long(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// soon ends at once: a job is looked at once.
func soon() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func TestCUPS(t *testing.T) {
	c := windowtest.StartCUPS(t)
	t.Setenv("CUPS_SERVER", c.Server)
	dir, page := t.TempDir(), page(t)
	c.Add("PDF", windowtest.PDFPrinter)
	c.Add("File", "file:"+filepath.Join(dir, "out.pdf"))
	c.Add("Far", windowtest.NoPrinter)
	c.Add("Off", "file:/dev/null")
	c.Run("cupsdisable", "Off")
	c.Add("Closed", "file:/dev/null")
	c.Run("cupsreject", "Closed")
	c.Run("lpadmin", "-d", "File")

	found := Find(long(t))
	if d := cmp.Diff(Printers{[]string{"Closed", "Far", "File", "Off", "PDF"}, "File"}, found); d != "" {
		t.Errorf("printers (-want +got):\n%s", d)
	}
	send := func(printer string) (*Job, error) {
		p := &Printer{Name: printer, TwoSided: true}
		return p.Send(long(t), Paper{Title: "纸" + filepath.Base(dir), PDF: page, Copies: 2})
	}
	sent := func(t *testing.T, printer string) *Job {
		t.Helper()
		j, err := send(printer)
		if err != nil || j.id == 0 {
			t.Fatalf("%s: job %v, %v", printer, j, err)
		}
		return j
	}
	t.Run("a paper that comes out", func(t *testing.T) {
		if state, _ := sent(t, "File").Follow(long(t)); state != Out {
			t.Errorf("state %d", state)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "out.pdf")); err != nil || !bytes.Contains(got, []byte("%PDF")) {
			t.Errorf("printed %.20q, %v", got, err)
		}
	})
	t.Run("two copies on the PDF printer", func(t *testing.T) {
		from := time.Now()
		if state, _ := sent(t, "PDF").Follow(long(t)); state != Out {
			t.Errorf("state %d", state)
		}
		if files := c.Printed(from); len(files) != 1 {
			t.Errorf("printed %v", files)
		}
	})
	t.Run("a printer that takes no jobs", func(t *testing.T) {
		if j, err := send("Closed"); err == nil {
			t.Errorf("job %v", j)
		}
	})
	t.Run("a printer that is not there", func(t *testing.T) {
		if j, err := send("Gone"); err == nil {
			t.Errorf("job %v", j)
		}
	})
	t.Run("a printer that is stopped", func(t *testing.T) {
		j := sent(t, "Off")
		waits(t, j, Paused)
		if err := j.Cancel(long(t)); err != nil {
			t.Fatal(err)
		}
		if state, _ := j.Follow(long(t)); state != Failed {
			t.Errorf("cancelled: state %d", state)
		}
	})
	t.Run("a printer that nobody answers for", func(t *testing.T) {
		j := sent(t, "Far")
		waits(t, j, "")
		if err := j.Cancel(long(t)); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a paper that CUPS gives up", func(t *testing.T) {
		p := &Printer{Name: "File"}
		j, err := p.Send(long(t), Paper{Title: "纸", PDF: []byte("%PDF-1.4\nno paper")})
		if err != nil {
			t.Fatal(err)
		}
		if state, _ := j.Follow(long(t)); state != Failed {
			t.Errorf("state %d", state)
		}
	})
	t.Run("a job that somebody takes away", func(t *testing.T) {
		j := sent(t, "Off")
		c.Run("cancel", "-a", "Off")
		if state, _ := j.Follow(long(t)); state != Failed {
			t.Errorf("state %d", state)
		}
	})
	t.Run("a job that CUPS forgot", func(t *testing.T) {
		if state, _ := (&Job{id: 99999, printer: "File"}).Follow(soon()); state != Unknown {
			t.Errorf("state %d", state)
		}
	})
}

// waits checks that a job waits, and for what.
func waits(t *testing.T, j *Job, want Why) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), pollEvery)
	defer cancel()
	if state, why := j.Follow(ctx); state != Waiting || why != want {
		t.Errorf("state %d, %q; want it to wait, %q", state, why, want)
	}
}

func TestFollow_WithoutCUPS(t *testing.T) {
	t.Setenv("CUPS_SERVER", filepath.Join(t.TempDir(), "none.sock"))
	if state, why := (&Job{id: 1, printer: "File"}).Follow(soon()); state != Unknown || why != "" {
		t.Errorf("state %d, %q", state, why)
	}
}

func TestPrinter_Arguments(t *testing.T) {
	for want, p := range map[string]*Printer{
		"-d Room -n 3 -o media=A4 -o sides=two-sided-long-edge -o print-scaling=none -t 协议": {Name: "Room", TwoSided: true},
		"-d Room -n 3 -o media=A4 -o sides=one-sided -o print-scaling=none -t 协议":           {Name: "Room"},
	} {
		if got := strings.Join(p.arguments(Paper{Title: "协议", Copies: 3}), " "); got != want {
			t.Errorf("lp gets %s\nwant %s", got, want)
		}
	}
}

func TestParsePrinters(t *testing.T) {
	for name, c := range map[string]struct {
		list, usual string
		want        Printers
	}{
		"usual":         {"A\nB\n", "system default destination: B\n", Printers{[]string{"A", "B"}, "B"}},
		"none usual":    {"A\nB\n", "no system default destination\n", Printers{[]string{"A", "B"}, "A"}},
		"usual is gone": {"A\n", "system default destination: C\n", Printers{[]string{"A"}, "A"}},
		"no printer":    {"\n", "", Printers{}},
	} {
		if d := cmp.Diff(c.want, parsePrinters(c.list, c.usual)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestJobID(t *testing.T) {
	for said, want := range map[string]int{
		"request id is Office-12 (1 file(s))\n": 12, "request id is A-3-Room-7 (0 file(s))": 7, "": 0, "done": 0,
	} {
		if got := jobID(said); got != want {
			t.Errorf("%q is job %d, want %d", said, got, want)
		}
	}
}

func TestReasonOf(t *testing.T) {
	for said, want := range map[string]Why{
		"none": "", "media-empty-error": NoPaper, "paused": Paused, "paused media-jam": Jammed, "offline-report": Offline, "toner-low": NoInk,
	} {
		if got := reasonOf(strings.Fields(said)); got != want {
			t.Errorf("%s is %q, want %q", said, got, want)
		}
	}
}

func TestServer(t *testing.T) {
	for name, want := range map[string]string{
		"/tmp/a.sock": "unix /tmp/a.sock", "office": "tcp office:631", "office:8631": "tcp office:8631", "office:631/version=1.1": "tcp office:631",
	} {
		t.Setenv("CUPS_SERVER", name)
		if network, address := server(); network+" "+address != want {
			t.Errorf("%s is %s %s", name, network, address)
		}
	}
	home := t.TempDir()
	t.Setenv("CUPS_SERVER", "")
	t.Setenv("HOME", home)
	if err := os.Mkdir(filepath.Join(home, ".cups"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".cups", "client.conf"), []byte("# ours\nServerName town.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if network, address := server(); network != "tcp" || address != "town.example:631" {
		t.Errorf("%s %s", network, address)
	}
}

func FuzzParseAnswer(f *testing.F) {
	f.Add([]byte("\x01\x01\x00\x00\x00\x00\x00\x01\x02\x23\x00\x09job-state\x00\x04\x00\x00\x00\x09\x03"))
	f.Add([]byte("\x01\x01\x04\x06\x00\x00\x00\x01\x03"))
	f.Fuzz(func(t *testing.T, b []byte) {
		answer, err := parseAnswer(b)
		if err != nil && answer != nil {
			t.Error("an answer and an error")
		}
	})
}
