//go:build !windows

package printer

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Printers are the printers of this computer, the usual one by name.
type Printers struct {
	Names []string
	Usual string
}

// Find asks CUPS; a computer without it has no printers.
func Find(ctx context.Context) Printers {
	list, err := run(ctx, nil, "lpstat", "-e")
	if err != nil {
		return Printers{}
	}
	usual, _ := run(ctx, nil, "lpstat", "-d") // no usual printer is no error
	return parsePrinters(list, usual)
}

// parsePrinters reads what `lpstat -e` and `lpstat -d` print: a name a line, and the
// usual printer behind a colon.
func parsePrinters(list, usual string) Printers {
	var p Printers
	for name := range strings.Lines(list) {
		if name = strings.TrimSpace(name); name != "" {
			p.Names = append(p.Names, name)
		}
	}
	_, name, _ := strings.Cut(usual, ":")
	if name = strings.TrimSpace(name); slices.Contains(p.Names, name) {
		p.Usual = name
	} else if len(p.Names) > 0 {
		p.Usual = p.Names[0]
	}
	return p
}

// Printer is a printer that was chosen.
type Printer struct {
	Name     string
	TwoSided bool
}

// Close lets the printer go.
func (p *Printer) Close() {}

// Job is a paper that CUPS took.
type Job struct {
	id      int
	printer string
}

// Send hands a paper to CUPS, which keeps its own copy. An error says that CUPS did not
// take it.
func (p *Printer) Send(ctx context.Context, paper Paper) (*Job, error) {
	said, err := run(ctx, paper.PDF, "lp", p.arguments(paper)...)
	if err != nil {
		return nil, err
	}
	return &Job{id: jobID(said), printer: p.Name}, nil
}

// arguments are those of CUPS' lp; the paper itself goes to its input.
func (p *Printer) arguments(paper Paper) []string {
	sides := "one-sided"
	if p.TwoSided {
		sides = "two-sided-long-edge"
	}
	return []string{
		"-d", p.Name, "-n", strconv.Itoa(max(1, paper.Copies)),
		"-o", "media=A4", "-o", "sides=" + sides, "-o", "print-scaling=none", "-t", paper.Title,
	}
}

var requestID = regexp.MustCompile(`-(\d+) \(`)

// jobID reads "request id is Office-12 (1 file(s))"; 0 is an answer of another kind.
func jobID(said string) int {
	m := requestID.FindStringSubmatch(said)
	if m == nil {
		return 0
	}
	id, _ := strconv.Atoi(m[1]) // digits; too many of them are 0
	return id
}

// Cancel takes a job that is not on paper out of the queue, so that it does not come out later.
func (j *Job) Cancel(ctx context.Context) error {
	_, err := run(ctx, nil, "cancel", j.printer+"-"+strconv.Itoa(j.id))
	return err
}

// state asks CUPS about the job; what it does not tell is Unknown. lpstat is of no use
// here: it lists what was cancelled and what came out alike.
func (j *Job) state() State {
	answer, err := ask(getJobAttributes, "job-uri", "ipp://localhost/jobs/"+strconv.Itoa(j.id), "job-state")
	if err != nil || len(answer["job-state"]) == 0 {
		return Unknown
	}
	switch answer["job-state"][0] {
	case "3", "4", "5": // pending, held, processing
		return Waiting
	case "6", "7", "8": // stopped, since it cannot be made ready for the printer; cancelled; aborted
		return Failed
	case "9":
		return Out
	}
	return Unknown
}

// why asks CUPS what keeps the printer from printing.
func (j *Job) why() Why {
	answer, err := ask(getPrinterAttributes, "printer-uri", "ipp://localhost/printers/"+j.printer, "printer-state-reasons")
	if err != nil {
		return ""
	}
	return reasonOf(answer["printer-state-reasons"])
}

// reasons are words in the reasons of the standard (RFC 8011, 5.4.12), the more telling
// first.
var reasons = []struct {
	word string
	why  Why
}{
	{"jam", Jammed}, {"media-empty", NoPaper}, {"media-needed", NoPaper}, {"toner", NoInk}, {"marker-supply", NoInk},
	{"door-open", Opened}, {"cover-open", Opened}, {"interlock-open", Opened},
	{"paused", Paused}, {"offline", Offline}, {"connecting-to-device", Offline}, {"shutdown", Offline}, {"timed-out", Offline},
}

func reasonOf(said []string) Why {
	for _, r := range reasons {
		if slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, r.word) }) {
			return r.why
		}
	}
	return ""
}

// run gives a command input and returns what it printed, in English.
func run(ctx context.Context, input []byte, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdin = bytes.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(errs.Bytes()))
	}
	return out.String(), nil
}
