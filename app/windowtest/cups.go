package windowtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// CUPS is a printing system of its own for a test, apart from the computer's.
type CUPS struct {
	tb testing.TB
	// Server is its socket, for the environment variable CUPS_SERVER.
	Server string
	dir    string
}

// The devices of printers that tests use.
const (
	// PDFPrinter makes a PDF file of each job (printer-driver-cups-pdf), in Printed's folder.
	PDFPrinter = "cups-pdf:/"
	// NoPrinter is a printer in the network that nobody answers for.
	NoPrinter = "socket://127.0.0.1:9"
)

const (
	pdfModel     = "lsb/usr/cups-pdf/CUPS-PDF_noopt.ppd"
	genericModel = "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd"
)

const cupsFiles = `ServerRoot %[1]s/etc
RequestRoot %[1]s/spool
CacheDir %[1]s/cache
StateDir %[1]s/state
TempDir %[1]s/spool/tmp
ErrorLog %[1]s/error.log
AccessLog %[1]s/access.log
PageLog %[1]s/page.log
FileDevice Yes
`

const cupsConfig = `Listen %[1]s/cups.sock
LogLevel warn
Browsing No
WebInterface No
DefaultAuthType None
<Location />
  Allow all
</Location>
<Policy default>
  <Limit All>
    Allow all
  </Limit>
</Policy>
`

// StartCUPS starts a cupsd that only the test sees; it is ended by its process id with the
// test. The test is skipped with -short, and fails when a program is missing.
func StartCUPS(tb testing.TB) *CUPS {
	tb.Helper()
	if testing.Short() {
		tb.Skip("no printing system with -short")
	}
	require(tb, [][2]string{{"cupsd", "cups printer-driver-cups-pdf"}, {"lpadmin", "cups-client"}, {"lp", "cups-client"}})
	// A socket's path may have a hundred characters, which a test's own folder exceeds.
	dir, err := os.MkdirTemp("", "cups")
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // CUPS' filters run as a user of their own
		tb.Fatal(err)
	}
	c := &CUPS{tb: tb, dir: dir, Server: filepath.Join(dir, "cups.sock")}
	d := &Display{tb: tb, dir: dir}
	tb.Cleanup(func() {
		if tb.Failed() {
			text, _ := os.ReadFile(filepath.Join(dir, "error.log"))
			tb.Logf("CUPS logged:\n%s", tail(string(text)))
		}
		_ = os.RemoveAll(dir)
	})
	for _, folder := range []string{"etc/ppd", "spool/tmp", "cache", "state"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	files, config := filepath.Join(dir, "cups-files.conf"), filepath.Join(dir, "cupsd.conf")
	for path, text := range map[string]string{files: cupsFiles, config: cupsConfig} {
		if err := os.WriteFile(path, fmt.Appendf(nil, text, dir), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	d.run(exec.Command("cupsd", "-f", "-c", config, "-s", files))
	d.WaitFor("CUPS", func() bool { return strings.Contains(c.try("lpstat", "-r"), "is running") })
	return c
}

// Add adds a printer with a device.
func (c *CUPS) Add(name, device string) {
	c.tb.Helper()
	model := genericModel
	if device == PDFPrinter {
		model = pdfModel
	}
	c.Run("lpadmin", "-p", name, "-v", device, "-m", model, "-o", "printer-error-policy=abort-job", "-E")
}

// Run runs one of CUPS' commands and returns what it printed; an error fails the test.
func (c *CUPS) Run(name string, args ...string) string {
	c.tb.Helper()
	out, err := c.command(name, args...).CombinedOutput()
	if err != nil {
		c.tb.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (c *CUPS) try(name string, args ...string) string {
	out, _ := c.command(name, args...).Output()
	return string(out)
}

func (c *CUPS) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "CUPS_SERVER="+c.Server, "LC_ALL=C.UTF-8")
	return cmd
}

// Printed returns the files that the PDF printer made since a moment, and takes them away
// with the test. The printer leaves them in the home of the user, wherever HOME points.
func (c *CUPS) Printed(since time.Time) []string {
	c.tb.Helper()
	home := strings.Split(c.Run("getent", "passwd", fmt.Sprint(os.Getuid())), ":")
	files, err := filepath.Glob(filepath.Join(home[5], "PDF", "*.pdf"))
	if err != nil {
		c.tb.Fatal(err)
	}
	var out []string
	for _, path := range files {
		info, err := os.Stat(path)
		if err == nil && !info.ModTime().Before(since.Truncate(time.Second)) {
			out = append(out, path)
			c.tb.Cleanup(func() { _ = os.Remove(path) })
		}
	}
	return out
}
