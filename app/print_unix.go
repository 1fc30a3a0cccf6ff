//go:build !windows

package app

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"woshou/app/widget"
	forms "woshou/data/form"
)

// printTime bounds a command of the printing system, which may wait for a network
// printer that is switched off.
const printTime = 30 * time.Second

// printPaper prints through CUPS. Without a printer the paper is kept as a PDF and
// the user is told so.
func (a *App) printPaper(name string, pdf []byte) {
	a.print(name, pdf, func(why string) {
		a.keep(name, pdf, func(path string) { a.notPrinted(why, path) })
	})
}

// printSecret prints what must not stay on this computer.
func (a *App) printSecret(name string, pdf []byte, failed func(why string)) {
	a.print(name, pdf, failed)
}

// print calls failed with the key of the reason when no paper comes out.
func (a *App) print(name string, pdf []byte, failed func(why string)) {
	background(func() (printers, error) { return findPrinters(), nil }, func(p printers, _ error) {
		if len(p.names) == 0 {
			failed("paper.no_printer")
			return
		}
		a.askPrinter(name, pdf, p, failed)
	})
}

// printJob is what the user chose to print.
type printJob struct {
	printer  string
	title    string
	copies   int
	twoSided bool
	pdf      []byte
}

// printers are the printers of this computer, the usual one first.
type printers struct {
	names []string
	usual string
}

// askPrinter lets the user choose printer and copies, and prints.
func (a *App) askPrinter(name string, pdf []byte, p printers, failed func(why string)) {
	f := a.newForm()
	var list []widget.Option
	for _, n := range p.names {
		list = append(list, widget.Option{Key: n, Label: n})
	}
	printer := f.choice("print.printer*", p.usual, list)
	copies := f.count("print.copies*", a.copies())
	twoSided := f.tick("print.two_sided", true)
	start := func() bool {
		if err := f.err(); err != nil {
			f.show(err)
			return false
		}
		job := printJob{printer: printer(), title: name, copies: max(1, copies()), twoSided: twoSided(), pdf: pdf}
		background(func() (struct{}, error) { return struct{}{}, sendToPrinter(job) }, func(_ struct{}, err error) {
			if err == nil {
				a.toasts.Show(widget.Good, a.T("paper.printing", job.printer))
				return
			}
			a.Log.Warn("print", "error", err)
			failed("paper.failed")
		})
		return true
	}
	widget.NewDialog(a.window.Canvas(), a.T("paper.to_print"), f.grid,
		widget.Choice{Text: a.T("paper.start"), Action: start}, widget.Choice{Text: a.T("form.cancel")})
}

// copies is how many originals the paper on the screen has: an agreement one for
// each party and one for the file (People's Mediation Law art. 29), any other one.
func (a *App) copies() int {
	if a.desk == nil || a.route.Page != PagePreview || a.route.Form != forms.Agreement {
		return 1
	}
	c, err := a.desk.Store.Case(a.route.Case)
	if err != nil {
		return 1
	}
	if agreement := c.Agreement(a.route.Element); agreement != nil {
		return agreement.Copies(c)
	}
	return 1
}

// lpArguments are the arguments of CUPS' lp; the paper itself goes to its input.
func lpArguments(job printJob) []string {
	sides := "one-sided"
	if job.twoSided {
		sides = "two-sided-long-edge"
	}
	return []string{"-d", job.printer, "-n", strconv.Itoa(job.copies), "-o", "sides=" + sides, "-o", "media=A4", "-t", job.title}
}

// parsePrinters reads what `lpstat -e` and `lpstat -d` print: a name a line, and the
// usual printer behind a colon, in whatever language.
func parsePrinters(list, usual string) printers {
	var p printers
	for name := range strings.Lines(list) {
		if name = strings.TrimSpace(name); name != "" {
			p.names = append(p.names, name)
		}
	}
	if _, name, ok := strings.Cut(usual, ":"); ok {
		p.usual = strings.TrimSpace(name)
	}
	for _, name := range p.names {
		if name == p.usual {
			return p
		}
	}
	if len(p.names) > 0 {
		p.usual = p.names[0]
	}
	return p
}

// findPrinters asks CUPS; a computer without it has no printers.
func findPrinters() printers {
	list, err := run(nil, "lpstat", "-e")
	if err != nil {
		return printers{}
	}
	usual, _ := run(nil, "lpstat", "-d") // no usual printer is no error
	return parsePrinters(list, usual)
}

// sendToPrinter hands a paper to the printing system, which keeps its own copy.
func sendToPrinter(job printJob) error {
	_, err := run(job.pdf, "lp", lpArguments(job)...)
	return err
}

// run gives a command input and returns what it printed.
func run(input []byte, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), printTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = bytes.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(errs.Bytes()))
	}
	return out.String(), nil
}
